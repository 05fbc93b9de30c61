package io.github.httppool;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A pool without connections: its figures are made up.
 */
public class StubHttpPool implements HttpPool {

	public static final int MAX_TOTAL_CONNECTIONS = 500;

	private final String name;

	private HttpPoolSettings settings = defaults();

	private int idle = 2;

	private PoolState state = PoolState.RUNNING;

	private WireLogSnapshot wireLog;

	public StubHttpPool(String name) {
		this.name = name;
	}

	private static HttpPoolSettings defaults() {
		return new HttpPoolSettings(
				new HttpPoolSettings.Pool(50, 50, 100, Duration.ofSeconds(30), Duration.ofMinutes(10), 0.1, null,
						Duration.ofSeconds(5), Leasing.LIFO),
				new HttpPoolSettings.Timeouts(Duration.ofSeconds(2), Duration.ofSeconds(2), Duration.ofSeconds(2),
						Duration.ofSeconds(5), Duration.ofSeconds(10)),
				HttpPoolSettings.LeakDetection.DEFAULT)
			.withProxy(ProxySettings
				.through(ProxyServer.of("http://me:secret@proxy:3128").namedBy("httppool.proxy.url"), ".internal"));
	}

	@Override
	public String name() {
		return this.name;
	}

	@Override
	public HttpPoolSettings settings() {
		return this.settings;
	}

	@Override
	public PoolSnapshot snapshot() {
		int max = this.settings.pool().maxConnections();
		return new PoolSnapshot(this.name, 1, this.idle, 3, 4, max, 120, 117, 119, 3, 5, 6, 7, closed(),
				List.of(new HostSnapshot("127.0.0.1:8081", 1, this.idle, 3, 4, max, null, Duration.ofSeconds(5), 100L,
						List.of(new AddressSnapshot("127.0.0.1:8081", 1, this.idle, 3, null),
								new AddressSnapshot("127.0.0.2:8081", 0, 0, 0, Instant.parse("2026-11-29T10:00:00Z"))),
						2, 0)),
				0, this.state, 0);
	}

	@Override
	public RecentSnapshot recent() {
		LatencySnapshot times = new LatencySnapshot(120, Duration.ZERO, Duration.ofNanos(100_000),
				Duration.ofNanos(2_340_000), Duration.ofMillis(4));
		return new RecentSnapshot(Duration.ofMinutes(1), 120, 2, 1, 0, 0, Map.of(CloseReason.IDLE_TIMEOUT, 1L),
				new RecentSnapshot.Leaks(3, 2, 1), times, times, Map.of(CallPhase.QUEUED, 1L, CallPhase.WAITING, 3L));
	}

	@Override
	public PoolAdvice advice() {
		return new PoolAdvice(12, "peak 200 calls/s x 52 ms = 10 at p99", Duration.ofMinutes(5), AdviceConfidence.HIGH,
				List.of(new AdviceFinding(FindingKind.CHURN, "127.0.0.1:8081: connections live for 1.1 calls")));
	}

	@Override
	public PoolSummary summary() {
		return new PoolSummary(SummaryLevel.WARNING, "1 in use, 4 waiting");
	}

	@Override
	public PoolCondition condition() {
		return new PoolCondition(snapshot(), recent(), summary(), advice());
	}

	@Override
	public LeaksSnapshot leaks() {
		return new LeaksSnapshot(9, 8, 7, List.of(
				new LeakSite("com.acme.OrderClient.find(OrderClient.java:42)", LeakKind.RECLAIMED, 7,
						Instant.parse("2026-01-02T00:00:00Z")),
				new LeakSite("GET /orders/{id}", LeakKind.SUSPECTED, 2, Instant.parse("2026-01-01T00:00:00Z"))));
	}

	@Override
	public EventsSnapshot events() {
		return new EventsSnapshot(List.of(
				new PoolEvent(Instant.parse("2026-11-30T01:02:03.004Z"), this.name, PoolEventKind.CALL,
						CallFlag.TIMEOUT, "127.0.0.1:8081", 1L, "GET /orders/{id}",
						"com.acme.OrderClient.find(OrderClient.java:42)", 1, Duration.ofNanos(12_345_678),
						Map.of(CallPhase.WAITING, Duration.ofNanos(12_345_678)), 41,
						Instant.parse("2026-11-30T01:02:04Z"), "the call failed"),
				new PoolEvent(Instant.parse("2026-11-30T01:02:03Z"), this.name, PoolEventKind.DRAIN, null, null, null,
						null, null, null, null, Map.of(), 0, null, "drained")),
				1000);
	}

	@Override
	public void wireLog(Duration time, String host) {
		if (time.toMinutes() > 10) {
			throw new IllegalArgumentException("too long");
		}
		this.wireLog = time.isZero() ? null : new WireLogSnapshot(Instant.EPOCH.plus(time), host);
	}

	@Override
	public Optional<WireLogSnapshot> wireLog() {
		return Optional.ofNullable(this.wireLog);
	}

	private Map<CloseReason, Long> closed() {
		Map<CloseReason, Long> closed = new EnumMap<>(CloseReason.class);
		for (CloseReason reason : CloseReason.values()) {
			closed.put(reason, 0L);
		}
		closed.put(CloseReason.IDLE_TIMEOUT, 7L);
		return Collections.unmodifiableMap(closed);
	}

	@Override
	public List<ConnectionSnapshot> connections() {
		return List.of(
				new ConnectionSnapshot(1, "127.0.0.1:8081", 40001, "HTTP/1.1", true, ConnectionState.ACTIVE, 9000, 0,
						20, 60, "GET /orders", "com.acme.OrderClient.find(OrderClient.java:42)"),
				new ConnectionSnapshot(2, "127.0.0.1:8081", null, null, false, ConnectionState.CONNECTING, 0, 0, 0, 0,
						null, null));
	}

	@Override
	public void resize(int maxConnections) {
		if (maxConnections < 1 || maxConnections > MAX_TOTAL_CONNECTIONS) {
			throw new IllegalArgumentException("maxConnections must be from 1 to 500, not " + maxConnections);
		}
		this.settings = this.settings.withMaxConnections(maxConnections);
	}

	@Override
	public int evictIdle() {
		int evicted = this.idle;
		this.idle = 0;
		return evicted;
	}

	@Override
	public CompletionStage<Integer> warmUp(URI uri, int connections) {
		this.idle = Math.max(this.idle, connections);
		return CompletableFuture.completedStage(this.idle);
	}

	@Override
	public CompletionStage<DrainReceipt> drain() {
		return drain(Duration.ofSeconds(20));
	}

	@Override
	public CompletionStage<DrainReceipt> drain(Duration timeout) {
		if (this.state == PoolState.CLOSED) {
			return CompletableFuture.failedStage(closed("drained"));
		}
		this.state = PoolState.DRAINED;
		return CompletableFuture.completedStage(new DrainReceipt(this.name, Duration.ZERO, 0, 0, 0, 0, List.of()));
	}

	@Override
	public void resume() {
		if (this.state == PoolState.CLOSED) {
			throw closed("resumed");
		}
		this.state = PoolState.RUNNING;
	}

	void close() {
		this.state = PoolState.CLOSED;
	}

	private IllegalStateException closed(String change) {
		return new IllegalStateException("pool '%s' is closed and cannot be %s".formatted(this.name, change));
	}

}
