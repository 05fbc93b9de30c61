package io.github.httppool.standalone;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.github.httppool.EventsSnapshot;
import io.github.httppool.HttpPool;
import io.github.httppool.HttpPoolListener;
import io.github.httppool.HttpPoolSettings;
import io.github.httppool.HttpPoolsBuilder;
import io.github.httppool.NetworkTransport;
import io.github.httppool.StandaloneHttpPools;
import io.github.httppool.events.EventRecorder;
import io.github.httppool.netty.ReactorHttpPool;
import io.github.httppool.netty.ReactorHttpPools;
import io.github.httppool.netty.SharedResources;
import io.github.httppool.netty.WarmUps;
import io.github.httppool.pool.DescriptorGuard;
import io.github.httppool.sockets.CloseWaitReaper;
import io.github.httppool.sockets.FileDescriptors;
import io.github.httppool.sockets.LocalPorts;
import io.github.httppool.sockets.PoolSockets;

/**
 * The {@link HttpPoolsBuilder} that {@link io.github.httppool.HttpPools#builder()} loads
 * as a service.
 */
public final class DefaultHttpPoolsBuilder implements HttpPoolsBuilder {

	private final Map<String, HttpPoolSettings> pools = new LinkedHashMap<>();

	private final List<HttpPoolListener> listeners = new ArrayList<>();

	private final Map<String, URI> baseUrls = new LinkedHashMap<>();

	private int maxTotalConnections = FileDescriptors.maxTotalConnections();

	private int eventLoops = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);

	private NetworkTransport transport = NetworkTransport.AUTO;

	private Duration drainTimeout = Duration.ofSeconds(20);

	private int eventsSize = EventsSnapshot.DEFAULT_SIZE;

	@Override
	public HttpPoolsBuilder pool(String name, HttpPoolSettings settings) {
		check(!name.isBlank(), "the name of a pool must not be blank");
		check(!this.pools.containsKey(name), "there is a pool '%s' already".formatted(name));
		this.pools.put(name, Objects.requireNonNull(settings, "settings"));
		return this;
	}

	@Override
	public HttpPoolsBuilder baseUrl(String pool, URI url) {
		check(this.baseUrls.putIfAbsent(pool, WarmUps.server(url)) == null,
				"there is a base URL of pool '%s' already".formatted(pool));
		return this;
	}

	@Override
	public HttpPoolsBuilder maxTotalConnections(int max) {
		check(max >= 1, "maxTotalConnections is %d, but must be 1 or more".formatted(max));
		this.maxTotalConnections = max;
		return this;
	}

	@Override
	public HttpPoolsBuilder eventLoops(int number) {
		check(number >= 1, "eventLoops is %d, but must be 1 or more".formatted(number));
		this.eventLoops = number;
		return this;
	}

	@Override
	public HttpPoolsBuilder transport(NetworkTransport wanted) {
		this.transport = Objects.requireNonNull(wanted, "transport");
		return this;
	}

	@Override
	public HttpPoolsBuilder drainTimeout(Duration timeout) {
		check(!timeout.isNegative(), "drainTimeout is %s, but must be 0 or more".formatted(timeout));
		this.drainTimeout = timeout;
		return this;
	}

	@Override
	public HttpPoolsBuilder eventsSize(int size) {
		check(size >= 0 && size <= EventsSnapshot.MAX_SIZE,
				"eventsSize is %d, but must be from 0 to %d".formatted(size, EventsSnapshot.MAX_SIZE));
		this.eventsSize = size;
		return this;
	}

	@Override
	public HttpPoolsBuilder listener(HttpPoolListener listener) {
		this.listeners.add(Objects.requireNonNull(listener, "listener"));
		return this;
	}

	@Override
	public StandaloneHttpPools build() {
		Map<String, HttpPoolSettings> all = new LinkedHashMap<>(this.pools);
		if (all.isEmpty()) {
			HttpPoolSettings unset = HttpPoolSettings.DEFAULT;
			all.put(HttpPool.DEFAULT, (unset.pool().maxConnections() <= this.maxTotalConnections) ? unset
					: unset.withMaxConnections(this.maxTotalConnections));
		}
		all.forEach(this::checkTotal);
		all.forEach(this::checkBaseUrl);
		this.baseUrls.keySet()
			.forEach((name) -> check(all.containsKey(name),
					"there is a base URL of pool '%s', but no such pool".formatted(name)));
		ReactorHttpPools built = new ReactorHttpPools(all, this.maxTotalConnections, this.maxTotalConnections, shared(),
				List.copyOf(this.listeners), this.drainTimeout);
		CloseWaitReaper sweep = new CloseWaitReaper(PoolSockets.onLinux(built::addresses), built::totals,
				built::closedByServer);
		built.everySweep(() -> sweep.sweep(System.nanoTime()));
		this.baseUrls.forEach((name, url) -> keepReady(built.get(name), url));
		return new DrainedHttpPools(built);
	}

	private SharedResources shared() {
		return new SharedResources(this.eventLoops, this.transport, new DescriptorGuard(FileDescriptors::count),
				LocalPorts.onLinux()::to, new EventRecorder(this.eventsSize));
	}

	private static void keepReady(ReactorHttpPool pool, URI url) {
		if (pool.settings().pool().minIdleConnections() > 0) {
			pool.warmUps().keep(url);
		}
	}

	private void checkBaseUrl(String name, HttpPoolSettings settings) {
		check(settings.pool().minIdleConnections() == 0 || this.baseUrls.containsKey(name),
				"minIdleConnections of pool '%s' is %d, but must be 0 without a baseUrl".formatted(name,
						settings.pool().minIdleConnections()));
	}

	private void checkTotal(String name, HttpPoolSettings settings) {
		int max = settings.pool().maxConnections();
		check(max <= this.maxTotalConnections,
				"maxConnections of pool '%s' is %d, but must be at most maxTotalConnections, which is %d"
					.formatted(name, max, this.maxTotalConnections));
	}

	private static void check(boolean allowed, String message) {
		if (!allowed) {
			throw new IllegalArgumentException(message);
		}
	}

}
