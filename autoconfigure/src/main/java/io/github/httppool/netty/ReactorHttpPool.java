package io.github.httppool.netty;

import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import io.github.httppool.CloseReason;
import io.github.httppool.ConnectionSnapshot;
import io.github.httppool.HttpPool;
import io.github.httppool.HttpPoolSettings;
import io.github.httppool.PoolAddresses;
import io.github.httppool.PoolSnapshot;
import io.github.httppool.pool.ConnectionPool;
import io.github.httppool.pool.GuardedListeners;
import io.github.httppool.pool.TotalSlots;
import io.netty.channel.ChannelOption;
import io.netty.resolver.AddressResolverGroup;
import io.netty.util.concurrent.Future;
import reactor.netty.http.client.HttpClient;

/**
 * A pool and the {@link HttpClient} that runs on it.
 */
public final class ReactorHttpPool implements HttpPool {

	private final NetworkResources network;

	private final GuardedListeners listeners;

	private final ConnectionPool engine;

	private final ConnectedSockets sockets = new ConnectedSockets();

	private final AddressResolverGroup<?> resolver;

	private final HttpClient httpClient;

	private final Future<?> sweeps;

	private final long responseTimeoutNanos;

	ReactorHttpPool(String name, HttpPoolSettings settings, TotalSlots total, NetworkResources network,
			GuardedListeners listeners) {
		this.network = network;
		this.listeners = listeners;
		this.responseTimeoutNanos = settings.timeouts().response().toNanos();
		this.engine = new ConnectionPool(name, settings, total, this::expireWaitersAt, listeners);
		this.resolver = network.resolver(settings.timeouts().dns());
		this.httpClient = createHttpClient(settings);
		this.sweeps = network.every(settings.pool().evictionInterval(), () -> this.engine.sweep(now()));
	}

	private HttpClient createHttpClient(HttpPoolSettings settings) {
		return HttpClient.create(new HttpPoolConnectionProvider(this))
			.runOn(this.network.loops())
			.resolver(this.resolver)
			.option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) settings.timeouts().connect().toMillis())
			.option(ChannelOption.SO_KEEPALIVE, true)
			.mapConnect(CancellableConnect::new);
	}

	private void expireWaitersAt(long time) {
		this.network.executor()
			.schedule(() -> this.engine.expireWaiters(now()), Math.max(0, time - now()), TimeUnit.NANOSECONDS);
	}

	/**
	 * Returns the client that runs on this pool. Clients derived from it do too, and the
	 * limits count over all of them.
	 * @return the client
	 */
	public HttpClient httpClient() {
		return this.httpClient;
	}

	/**
	 * Puts a client derived from {@link #httpClient()} back on the pool's event loops,
	 * should it have been given others.
	 * @param client the client
	 * @return the client on the pool's event loops
	 */
	public HttpClient onOwnEventLoops(HttpClient client) {
		return client.runOn(this.network.loops());
	}

	@Override
	public String name() {
		return this.engine.name();
	}

	@Override
	public HttpPoolSettings settings() {
		return this.engine.settings();
	}

	@Override
	public PoolSnapshot snapshot() {
		return this.engine.snapshot();
	}

	@Override
	public List<ConnectionSnapshot> connections() {
		return this.engine.connections(now());
	}

	@Override
	public void resize(int maxConnections) {
		this.engine.resize(maxConnections, now());
	}

	@Override
	public int evictIdle() {
		return this.engine.evictIdle(now());
	}

	PoolAddresses addresses() {
		return this.sockets.addresses(name(), now());
	}

	void closeIdle(Set<Long> ids, CloseReason reason) {
		this.engine.closeIdle(ids, reason, now());
	}

	void close() {
		this.sweeps.cancel(false);
		this.engine.close(now());
	}

	int abort() {
		return this.engine.abort(now());
	}

	boolean isEmpty() {
		return this.engine.isEmpty();
	}

	/**
	 * Returns the resolver of clients that set none of their own.
	 */
	AddressResolverGroup<?> resolver() {
		return this.resolver;
	}

	ConnectionPool engine() {
		return this.engine;
	}

	ConnectedSockets sockets() {
		return this.sockets;
	}

	GuardedListeners listeners() {
		return this.listeners;
	}

	long now() {
		return System.nanoTime();
	}

	long responseTimeoutNanos() {
		return this.responseTimeoutNanos;
	}

}
