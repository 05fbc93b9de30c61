package io.github.httppool.netty;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.UnaryOperator;

import io.github.httppool.CloseReason;
import io.github.httppool.DrainReceipt;
import io.github.httppool.HttpPoolListener;
import io.github.httppool.HttpPoolSettings;
import io.github.httppool.Leasing;
import io.github.httppool.LocalPortsSnapshot;
import io.github.httppool.NetworkTransport;
import io.github.httppool.PoolSnapshot;
import io.github.httppool.PoolState;
import io.github.httppool.ProxySettings;
import io.github.httppool.pool.DescriptorGuard;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Pools for one test, which ends by proving that nothing leaked: no lease, no waiter, no
 * call under way, no connection, no thread, and every connection counted once.
 */
final class TestPool implements AfterEachCallback {

	private final List<HttpPoolListener> listeners = new ArrayList<>();

	private int maxTotal = 500;

	private int eventLoops = 1;

	private NetworkTransport transport = NetworkTransport.AUTO;

	private DescriptorGuard descriptors = DescriptorGuard.NONE;

	private Function<InetSocketAddress, Optional<LocalPortsSnapshot>> localPorts = (remote) -> Optional.empty();

	private Duration drainTimeout = Duration.ZERO;

	private Map<String, HttpPoolSettings> settings = new LinkedHashMap<>(Map.of("default", settings(10)));

	private ReactorHttpPools pools;

	static HttpPoolSettings settings(int maxConnections) {
		return new HttpPoolSettings(
				new HttpPoolSettings.Pool(maxConnections, maxConnections, 1000, Duration.ofSeconds(30),
						Duration.ofMinutes(10), 0.1, null, Duration.ofMillis(100), Leasing.LIFO),
				new HttpPoolSettings.Timeouts(Duration.ofSeconds(20), Duration.ofSeconds(2), Duration.ofSeconds(2),
						Duration.ofSeconds(5), Duration.ofSeconds(10)),
				HttpPoolSettings.LeakDetection.DEFAULT);
	}

	TestPool with(UnaryOperator<HttpPoolSettings.Pool> pool, UnaryOperator<HttpPoolSettings.Timeouts> timeouts) {
		this.settings.replaceAll((name, old) -> new HttpPoolSettings(pool.apply(old.pool()),
				timeouts.apply(old.timeouts()), old.leakDetection())
			.withProxy(old.proxy()));
		return this;
	}

	TestPool proxy(ProxySettings proxy) {
		this.settings.replaceAll((name, old) -> old.withProxy(proxy));
		return this;
	}

	TestPool maxConnections(int max) {
		return with(
				(p) -> new HttpPoolSettings.Pool(max, max, p.maxPendingAcquires(), p.maxIdleTime(), p.maxLifeTime(),
						p.maxLifeTimeJitter(), p.maxRequestsPerConnection(), p.evictionInterval(), p.leasing()),
				(t) -> t);
	}

	TestPool maxPending(int max) {
		return with((p) -> new HttpPoolSettings.Pool(p.maxConnections(), p.maxIdleConnections(), max, p.maxIdleTime(),
				p.maxLifeTime(), p.maxLifeTimeJitter(), p.maxRequestsPerConnection(), p.evictionInterval(),
				p.leasing()), (t) -> t);
	}

	TestPool maxIdleTime(Duration time) {
		return with((p) -> new HttpPoolSettings.Pool(p.maxConnections(), p.maxIdleConnections(), p.maxPendingAcquires(),
				time, p.maxLifeTime(), p.maxLifeTimeJitter(), p.maxRequestsPerConnection(), p.evictionInterval(),
				p.leasing()), (t) -> t);
	}

	TestPool maxLifeTime(Duration time) {
		return with(
				(p) -> new HttpPoolSettings.Pool(p.maxConnections(), p.maxIdleConnections(), p.maxPendingAcquires(),
						p.maxIdleTime(), time, 0, p.maxRequestsPerConnection(), p.evictionInterval(), p.leasing()),
				(t) -> t);
	}

	TestPool maxRequests(int max) {
		return with((p) -> new HttpPoolSettings.Pool(p.maxConnections(), p.maxIdleConnections(), p.maxPendingAcquires(),
				p.maxIdleTime(), p.maxLifeTime(), p.maxLifeTimeJitter(), max, p.evictionInterval(), p.leasing()),
				(t) -> t);
	}

	TestPool evictionInterval(Duration interval) {
		return with((p) -> new HttpPoolSettings.Pool(p.maxConnections(), p.maxIdleConnections(), p.maxPendingAcquires(),
				p.maxIdleTime(), p.maxLifeTime(), p.maxLifeTimeJitter(), p.maxRequestsPerConnection(), interval,
				p.leasing()), (t) -> t);
	}

	TestPool keepAlive(HttpPoolSettings.KeepAlive keepAlive) {
		return with((p) -> new HttpPoolSettings.Pool(p.maxConnections(), p.maxIdleConnections(), p.maxPendingAcquires(),
				p.maxPendingBurst(), p.maxIdleTime(), p.maxLifeTime(), p.maxLifeTimeJitter(),
				p.maxRequestsPerConnection(), p.evictionInterval(), p.leasing(), keepAlive), (t) -> t);
	}

	TestPool acquireTimeout(Duration timeout) {
		return with((p) -> p,
				(t) -> new HttpPoolSettings.Timeouts(timeout, t.dns(), t.connect(), t.tlsHandshake(), t.response()));
	}

	TestPool dnsTimeout(Duration timeout) {
		return with((p) -> p, (t) -> new HttpPoolSettings.Timeouts(t.acquire(), timeout, t.connect(), t.tlsHandshake(),
				t.response()));
	}

	TestPool connectTimeout(Duration timeout) {
		return with((p) -> p,
				(t) -> new HttpPoolSettings.Timeouts(t.acquire(), t.dns(), timeout, t.tlsHandshake(), t.response()));
	}

	TestPool tlsTimeout(Duration timeout) {
		return with((p) -> p,
				(t) -> new HttpPoolSettings.Timeouts(t.acquire(), t.dns(), t.connect(), timeout, t.response()));
	}

	TestPool responseTimeout(Duration timeout) {
		return with((p) -> p,
				(t) -> new HttpPoolSettings.Timeouts(t.acquire(), t.dns(), t.connect(), t.tlsHandshake(), timeout));
	}

	TestPool maxTotal(int max) {
		this.maxTotal = max;
		return this;
	}

	TestPool eventLoops(int count) {
		this.eventLoops = count;
		return this;
	}

	TestPool drainTimeout(Duration timeout) {
		this.drainTimeout = timeout;
		return this;
	}

	TestPool transport(NetworkTransport wanted) {
		this.transport = wanted;
		return this;
	}

	TestPool localPorts(Function<InetSocketAddress, Optional<LocalPortsSnapshot>> ports) {
		this.localPorts = ports;
		return this;
	}

	TestPool descriptors(DescriptorGuard guard) {
		this.descriptors = guard;
		return this;
	}

	TestPool secondPool(String name) {
		this.settings.put(name, this.settings.get("default"));
		return this;
	}

	TestPool listener(HttpPoolListener listener) {
		this.listeners.add(listener);
		return this;
	}

	ReactorHttpPools pools() {
		if (this.pools == null) {
			this.pools = new ReactorHttpPools(this.settings, this.maxTotal, this.maxTotal, shared(), this.listeners,
					this.drainTimeout);
		}
		return this.pools;
	}

	private SharedResources shared() {
		return new SharedResources(this.eventLoops, this.transport, this.descriptors, this.localPorts);
	}

	ReactorHttpPool pool() {
		return pools().get("default");
	}

	reactor.core.publisher.Mono<String> get(String url) {
		return pool().httpClient().get().uri(url).responseContent().aggregate().asString();
	}

	PoolSnapshot snapshot() {
		return pool().snapshot();
	}

	long closed(CloseReason reason) {
		return snapshot().closed().get(reason);
	}

	@Override
	public void afterEach(ExtensionContext context) {
		if (this.pools == null) {
			return;
		}
		this.pools.forEach((pool) -> await().untilAsserted(() -> {
			PoolSnapshot snapshot = pool.snapshot();
			assertThat(snapshot.active()).as("leases").isZero();
			assertThat(snapshot.pending()).as("waiters").isZero();
			assertThat(snapshot.acquired()).isEqualTo(snapshot.released());
		}));
		if (pool().snapshot().state() != PoolState.CLOSED) {
			assertNoCallIsUnderWay();
		}
		this.pools.close();
		this.pools.forEach((pool) -> {
			PoolSnapshot snapshot = pool.snapshot();
			assertThat(pool.connections()).isEmpty();
			assertThat(snapshot.connecting()).isZero();
			assertThat(snapshot.created()).isEqualTo(snapshot.closedTotal());
		});
		await().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet()).noneMatch(
				(thread) -> thread.getName().startsWith("httppool-") || thread.getName().startsWith("http-pool-")));
	}

	/**
	 * A call that has ended and counts as under way would make every shutdown wait for
	 * it.
	 */
	private void assertNoCallIsUnderWay() {
		CompletableFuture<List<DrainReceipt>> drain = this.pools.drain(Duration.ofSeconds(20)).toCompletableFuture();
		assertThat(drain.orTimeout(30, TimeUnit.SECONDS).join()).extracting(DrainReceipt::aborted)
			.as("calls under way")
			.containsOnly(0L);
	}

}
