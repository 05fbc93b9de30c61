package io.github.httppool.metrics;

import java.lang.ref.WeakReference;
import java.net.ConnectException;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.httppool.AcquireOutcome;
import io.github.httppool.AcquireQueueFullException;
import io.github.httppool.AcquireTimeoutException;
import io.github.httppool.CallPhase;
import io.github.httppool.CloseReason;
import io.github.httppool.FileDescriptorsExhaustedException;
import io.github.httppool.HttpPoolListener.Acquired;
import io.github.httppool.HttpPoolListener.Closed;
import io.github.httppool.HttpPoolListener.Created;
import io.github.httppool.HttpPoolListener.CreationFailed;
import io.github.httppool.HttpPoolListener.EventLoopDelayed;
import io.github.httppool.HttpPoolListener.Leak;
import io.github.httppool.HttpPoolListener.FoundStale;
import io.github.httppool.HttpPoolListener.NotAcquired;
import io.github.httppool.HttpPoolListener.Released;
import io.github.httppool.HttpPoolListener.ResponseTimedOut;
import io.github.httppool.HttpPoolListener.RetryDecided;
import io.github.httppool.HttpPools;
import io.github.httppool.LeakKind;
import io.github.httppool.PoolClosedException;
import io.github.httppool.PoolSnapshot;
import io.github.httppool.ProcessFigures;
import io.github.httppool.RetryOutcome;
import io.github.httppool.StaleOutcome;
import io.github.httppool.StubHttpPools;
import io.github.httppool.StubProcess;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Meter.Id;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.distribution.CountAtBucket;
import io.micrometer.core.instrument.search.RequiredSearch;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The pools' meters: names, tags, values.
 */
class HttpPoolMetersTests {

	private static final String POOL = "payment";

	private static final String HOST = "api.example:443";

	private static final String STUB_HOST = "127.0.0.1:8081";

	private static final Set<HttpPoolMeter> IF_IT_HAPPENS = EnumSet.of(HttpPoolMeter.CONNECTIONS_CREATION,
			HttpPoolMeter.CONNECTIONS_CREATION_PHASE, HttpPoolMeter.HOST_CONNECTIONS, HttpPoolMeter.HOST_PENDING,
			HttpPoolMeter.RESPONSE_TIMEOUTS);

	private static final Duration PATIENCE = Duration.ofSeconds(20);

	private final MeterRegistry registry = new SimpleMeterRegistry();

	private final StubHttpPools pools = new StubHttpPools("default", POOL);

	private final StubProcess process = new StubProcess("default", POOL);

	private final HttpPoolMeterRecorder recorder = new HttpPoolMeterRecorder();

	private final HttpPoolMeterBinder binder = new HttpPoolMeterBinder(this.pools, this.recorder, this.process);

	@BeforeEach
	void bind() {
		this.binder.bindTo(this.registry);
	}

	@ParameterizedTest
	@CsvSource({ "active, 1", "idle, 2", "connecting, 3" })
	void connectionsAreGaugedByState(String state, double expected) {
		assertThat(gauge("httppool.connections", "state", state)).isEqualTo(expected);
	}

	@ParameterizedTest
	@CsvSource({ "httppool.connections.max, 50", "httppool.connections.utilization, 0.08", "httppool.pending, 4",
			"httppool.pending.max, 100" })
	void limitsAndWaitersAreGauged(String meter, double expected) {
		assertThat(gauge(meter)).isEqualTo(expected);
	}

	@Test
	void gaugesFollowThePool() {
		this.pools.get(POOL).resize(20);
		this.pools.get(POOL).evictIdle();
		assertThat(gauge("httppool.connections.max")).isEqualTo(20);
		assertThat(gauge("httppool.pending.max")).isEqualTo(100);
		assertThat(gauge("httppool.connections", "state", "idle")).isZero();
		assertThat(this.registry.get("httppool.connections.max").tag("pool", "default").gauge().value()).isEqualTo(50);
	}

	@ParameterizedTest
	@CsvSource({ "ESTABLISHED, 2", "CLOSE_WAIT, 1", "TIME_WAIT, 4" })
	void socketsAreGaugedByState(String state, double expected) {
		assertThat(gauge("httppool.sockets", "state", state)).isEqualTo(expected);
	}

	@Test
	void leaksOfBuffersAreCountedOnceForTheWholeJvm() {
		assertThat(this.registry.get("httppool.buffers.leaked").functionCounters()).singleElement()
			.satisfies((counter) -> assertThat(counter.count()).isEqualTo(3));
	}

	@Test
	void whatTheProcessDoesNotTellHasNoMeter() {
		MeterRegistry elsewhere = new SimpleMeterRegistry();
		new HttpPoolMeterBinder(this.pools, this.recorder, ProcessFigures.UNKNOWN).bindTo(elsewhere);
		assertThat(elsewhere.find("httppool.sockets").meters()).isEmpty();
		assertThat(elsewhere.find("httppool.buffers.leaked").meters()).isEmpty();
	}

	@ParameterizedTest
	@EnumSource(names = { "REUSED", "NEW" })
	void acquireIsTimedByOutcome(AcquireOutcome outcome) {
		this.recorder.acquired(new Acquired(POOL, HOST, 1, outcome, millis(3)));
		assertThatTimed("httppool.acquire", "outcome", outcome.name().toLowerCase(), 3);
	}

	@Test
	void acquireHasAHistogramFromOneMillisecondToTenSeconds() {
		this.recorder.acquired(new Acquired(POOL, HOST, 1, AcquireOutcome.NEW, millis(3)));
		CountAtBucket[] buckets = this.registry.get("httppool.acquire")
			.tags("pool", POOL, "outcome", "new")
			.timer()
			.takeSnapshot()
			.histogramCounts();
		assertThat(buckets).extracting((bucket) -> bucket.bucket(TimeUnit.MILLISECONDS))
			.containsExactly(1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0, 1000.0, 2000.0, 5000.0, 10000.0);
		assertThat(buckets).extracting(CountAtBucket::count).startsWith(0.0, 0.0, 1.0).endsWith(1.0);
	}

	@Test
	void timeoutIsTimedAndCounted() {
		this.recorder.timedOut(notAcquired(AcquireOutcome.TIMEOUT, new AcquireTimeoutException("", snapshot(), null)));
		assertThatTimed("httppool.acquire", "outcome", "timeout", 7);
		assertThat(count("httppool.rejected", "cause", "timeout")).isOne();
	}

	@Test
	void fullQueueIsTimedAndCounted() {
		this.recorder.rejected(notAcquired(AcquireOutcome.REJECTED, new AcquireQueueFullException("", snapshot())));
		assertThatTimed("httppool.acquire", "outcome", "rejected", 7);
		assertThat(count("httppool.rejected", "cause", "queue_full")).isOne();
		assertThat(count("httppool.rejected", "cause", "closed")).isZero();
	}

	@Test
	void closedPoolIsTimedAndCounted() {
		this.recorder.rejected(notAcquired(AcquireOutcome.REJECTED, new PoolClosedException("", snapshot())));
		assertThatTimed("httppool.acquire", "outcome", "rejected", 7);
		assertThat(count("httppool.rejected", "cause", "closed")).isOne();
		assertThat(count("httppool.rejected", "cause", "queue_full")).isZero();
	}

	@Test
	void lackOfDescriptorsIsTimedAndCounted() {
		this.recorder
			.rejected(notAcquired(AcquireOutcome.REJECTED, new FileDescriptorsExhaustedException("", snapshot())));
		assertThatTimed("httppool.acquire", "outcome", "rejected", 7);
		assertThat(count("httppool.rejected", "cause", "fd")).isOne();
		assertThat(count("httppool.rejected", "cause", "queue_full")).isZero();
	}

	@Test
	void callerWhoGaveUpIsTimed() {
		this.recorder.cancelled(new NotAcquired(POOL, HOST, AcquireOutcome.CANCELLED, millis(7), null));
		assertThatTimed("httppool.acquire", "outcome", "cancelled", 7);
	}

	@Test
	void callerWithoutConnectionIsTimed() {
		this.recorder.failed(notAcquired(AcquireOutcome.ERROR, new ConnectException()));
		assertThatTimed("httppool.acquire", "outcome", "error", 7);
	}

	@Test
	void leaseIsTimed() {
		this.recorder.released(new Released(POOL, HOST, 1, millis(20)));
		assertThat(timer("httppool.connections.usage").totalTime(TimeUnit.MILLISECONDS)).isEqualTo(20);
	}

	@Test
	void creationIsTimedByOutcome() {
		this.recorder.created(new Created(POOL, HOST, 1, millis(30), Map.of()));
		this.recorder.creationFailed(new CreationFailed(POOL, HOST, new ConnectException(), millis(40)));
		assertThatTimed("httppool.connections.creation", "outcome", "success", 30);
		assertThatTimed("httppool.connections.creation", "outcome", "error", 40);
	}

	@Test
	void creationIsTimedByPhase() {
		this.recorder.created(new Created(POOL, HOST, 1, millis(30),
				Map.of(CallPhase.CONNECTING, Duration.ofMillis(1), CallPhase.DNS, Duration.ofMillis(2), CallPhase.TCP,
						Duration.ofMillis(3), CallPhase.TLS, Duration.ofMillis(24))));
		assertThatTimed("httppool.connections.creation.phase", "phase", "dns", 2);
		assertThatTimed("httppool.connections.creation.phase", "phase", "tcp", 3);
		assertThatTimed("httppool.connections.creation.phase", "phase", "tls", 24);
		assertThat(this.registry.find("httppool.connections.creation.phase").tag("phase", "connecting").timer())
			.isNull();
	}

	@ParameterizedTest
	@EnumSource
	void closedConnectionIsCountedByReasonWithItsLife(CloseReason reason) {
		this.recorder.closed(new Closed(POOL, HOST, 1, reason, millis(9000), 60));
		assertThat(count("httppool.connections.closed", "reason", reason.name())).isOne();
		assertThat(timer("httppool.connections.lifetime").totalTime(TimeUnit.SECONDS)).isEqualTo(9);
		assertThat(this.registry.get("httppool.connections.requests").tag("pool", POOL).summary().totalAmount())
			.isEqualTo(60);
	}

	@Test
	void retriesAreCountedByOutcome() {
		this.recorder.retryDecided(new RetryDecided(POOL, "GET /orders/{id}", RetryOutcome.RETRIED, 1, millis(20)));
		this.recorder.retryDecided(new RetryDecided(POOL, "GET /orders/{id}", RetryOutcome.RETRIED, 2, millis(20)));
		this.recorder.retryDecided(new RetryDecided(POOL, "GET /orders/{id}", RetryOutcome.DENIED_BUDGET, 1, 0));
		assertThat(count("httppool.retries", "outcome", "retried")).isEqualTo(2);
		assertThat(count("httppool.retries", "outcome", "denied_budget")).isOne();
		assertThat(count("httppool.retries", "outcome", "exhausted")).isZero();
	}

	@Test
	void staleConnectionsAreCountedByWhatBecameOfTheirCalls() {
		FoundStale repeated = new FoundStale(POOL, HOST, 1, "GET /orders", StaleOutcome.REPEATED, millis(900), 20);
		this.recorder.foundStale(repeated);
		this.recorder.foundStale(repeated);
		assertThat(count("httppool.stale", "outcome", "repeated")).isEqualTo(2);
		assertThat(count("httppool.stale", "outcome", "failed")).isZero();
	}

	@Test
	void leaksAreCountedByKind() {
		Leak leak = new Leak(POOL, HOST, 1, "GET /orders/{id}", null, millis(90));
		this.recorder.leakSuspected(leak);
		this.recorder.leakConfirmed(leak);
		this.recorder.leakConfirmed(leak);
		assertThat(count("httppool.leaks", "kind", "suspected")).isOne();
		assertThat(count("httppool.leaks", "kind", "confirmed")).isEqualTo(2);
		assertThat(count("httppool.leaks", "kind", "reclaimed")).isZero();
		this.recorder.leakReclaimed(leak);
		assertThat(count("httppool.leaks", "kind", "reclaimed")).isOne();
	}

	@Test
	void delaysOfEventLoopsAreTimed() {
		this.recorder.eventLoopDelayed(new EventLoopDelayed(POOL, millis(700)));
		assertThat(timer("httppool.event-loop.delay").totalTime(TimeUnit.MILLISECONDS)).isEqualTo(700);
	}

	@Test
	void whenNothingHasHappenedYetThenOnlyWhatPeopleAreAlertedByIsThere() {
		assertThat(this.pools.names()).allSatisfy((pool) -> {
			assertThat(meters()).filteredOn((id) -> pool.equals(id.getTag("pool")))
				.extracting(Id::getName)
				.containsOnly(Stream.of(HttpPoolMeter.values())
					.filter((meter) -> meter.isIn(MeterNaming.MICROMETER))
					.filter((meter) -> !IF_IT_HAPPENS.contains(meter))
					.filter((meter) -> meter != HttpPoolMeter.BUFFERS_LEAKED || pool.equals("default"))
					.map(HttpPoolMeter::meterName)
					.toArray(String[]::new));
			assertThat(counters(pool, "httppool.rejected")).hasSameSizeAs(RejectionCause.values());
			assertThat(counters(pool, "httppool.leaks")).hasSameSizeAs(LeakKind.values());
			assertThat(counters(pool, "httppool.retries")).hasSameSizeAs(RetryOutcome.values());
			assertThat(counters(pool, "httppool.stale")).hasSameSizeAs(StaleOutcome.values());
			assertThat(counters(pool, "httppool.connections.closed")).singleElement()
				.satisfies((counter) -> assertThat(counter.getId().getTag("reason")).isEqualTo("IDLE_TIMEOUT"));
			assertThat(this.registry.get("httppool.acquire").tag("pool", pool).timers()).singleElement()
				.satisfies((timer) -> assertThat(timer.getId().getTag("outcome")).isEqualTo("timeout"));
		});
	}

	private Collection<Counter> counters(String pool, String name) {
		return this.registry.get(name).tag("pool", pool).counters();
	}

	@Test
	void whenAPoolIsNotUsedThenItHasFewSeries() {
		assertThat(meters()).filteredOn((id) -> POOL.equals(id.getTag("pool"))).hasSizeLessThanOrEqualTo(30);
	}

	// Hosts

	@Test
	void whenAHostIsHeardOfThenItHasGaugesAndACounterThatBeginsAtZero() {
		this.recorder.acquired(new Acquired(POOL, STUB_HOST, 1, AcquireOutcome.NEW, 1));
		assertThat(ofHost(STUB_HOST, "httppool.host.pending").gauge().value()).isEqualTo(4);
		assertThat(ofHost(STUB_HOST, "httppool.host.connections").tag("state", "active").gauge().value()).isOne();
		assertThat(ofHost(STUB_HOST, "httppool.host.connections").tag("state", "idle").gauge().value()).isEqualTo(2);
		assertThat(ofHost(STUB_HOST, "httppool.host.connections").tag("state", "connecting").gauge().value())
			.isEqualTo(3);
		assertThat(ofHost(STUB_HOST, "httppool.response.timeouts").counter().count()).isZero();
	}

	@Test
	void whenResponsesTimeOutThenTheyAreCountedByHost() {
		this.recorder.responseTimedOut(new ResponseTimedOut(POOL, HOST, 1, "GET /orders", millis(300)));
		this.recorder.responseTimedOut(new ResponseTimedOut(POOL, HOST, 2, null, millis(300)));
		assertThat(ofHost(HOST, "httppool.response.timeouts").counter().count()).isEqualTo(2);
	}

	@Test
	void whenThereAreMoreHostsThanTagsThenTheRestShareOne() {
		HttpPoolMeterRecorder few = new HttpPoolMeterRecorder(2, MeterNaming.MICROMETER);
		new HttpPoolMeterBinder(this.pools, few, ProcessFigures.UNKNOWN).bindTo(this.registry);
		for (String host : List.of("a:1", "b:2", "c:3", "d:4", "a:1")) {
			few.responseTimedOut(new ResponseTimedOut(POOL, host, 1, null, 1));
		}
		assertThat(ofHost("a:1", "httppool.response.timeouts").counter().count()).isEqualTo(2);
		assertThat(ofHost("b:2", "httppool.response.timeouts").counter().count()).isOne();
		assertThat(ofHost("other", "httppool.response.timeouts").counter().count()).isEqualTo(2);
		assertThat(this.registry.get("httppool.response.timeouts").counters()).hasSize(3);
	}

	@Test
	void whenHostsShareATagThenTheirGaugesHaveWhatIsLeftOfThePool() {
		HttpPoolMeterRecorder few = new HttpPoolMeterRecorder(1, MeterNaming.MICROMETER);
		new HttpPoolMeterBinder(this.pools, few, ProcessFigures.UNKNOWN).bindTo(this.registry);
		few.acquired(new Acquired(POOL, "other.example:80", 1, AcquireOutcome.NEW, 1));
		few.acquired(new Acquired(POOL, STUB_HOST, 2, AcquireOutcome.NEW, 1));
		assertThat(ofHost("other.example:80", "httppool.host.pending").gauge().value()).isZero();
		assertThat(ofHost("other", "httppool.host.pending").gauge().value()).isEqualTo(4);
		assertThat(ofHost("other", "httppool.host.connections").tag("state", "idle").gauge().value()).isEqualTo(2);
	}

	@Test
	void whenNoHostHasATagThenAllShareOne() {
		HttpPoolMeterRecorder none = new HttpPoolMeterRecorder(0, MeterNaming.MICROMETER);
		new HttpPoolMeterBinder(this.pools, none, ProcessFigures.UNKNOWN).bindTo(this.registry);
		none.acquired(new Acquired(POOL, STUB_HOST, 2, AcquireOutcome.NEW, 1));
		assertThat(this.registry.get("httppool.host.pending").gauges()).singleElement()
			.satisfies((gauge) -> assertThat(gauge.value()).isEqualTo(4));
	}

	@Test
	void whenAHostNameHasControlCharactersThenItsTagShowsThem() {
		this.recorder.responseTimedOut(new ResponseTimedOut(POOL, "a\nb:80", 1, null, 1));
		assertThat(ofHost("a\\nb:80", "httppool.response.timeouts").counter().count()).isOne();
	}

	@Test
	void whileTheRegistryIsBusyWithAHostThenNoEventOfAnotherWaits() throws InterruptedException {
		CountDownLatch busy = new CountDownLatch(1);
		CountDownLatch goOn = new CountDownLatch(1);
		MeterRegistry slow = new SimpleMeterRegistry();
		slow.config().meterFilter(new MeterFilter() {
			@Override
			public Id map(Id id) {
				if (HOST.equals(id.getTag("host"))) {
					busy.countDown();
					await().until(() -> goOn.getCount() == 0);
				}
				return id;
			}
		});
		this.binder.bindTo(slow);
		CompletableFuture<Void> first = happens(new Acquired(POOL, HOST, 1, AcquireOutcome.NEW, 1));
		busy.await();
		assertThat(happens(new Acquired(POOL, STUB_HOST, 2, AcquireOutcome.NEW, 1))).succeedsWithin(PATIENCE);
		goOn.countDown();
		assertThat(first).succeedsWithin(PATIENCE);
		assertThat(slow.get("httppool.host.pending").gauges()).hasSize(2);
	}

	private CompletableFuture<Void> happens(Acquired event) {
		return CompletableFuture.runAsync(() -> this.recorder.acquired(event),
				(task) -> new Thread(task, "test-event").start());
	}

	private RequiredSearch ofHost(String host, String name) {
		return this.registry.get(name).tags("pool", POOL, "host", host);
	}

	@Test
	void metersAreDescribed() {
		assertThat(meters()).allSatisfy((id) -> assertThat(id.getDescription()).isNotBlank());
	}

	@Test
	void whenThereAreManyHostsThenTheySoonAddNoSeriesAnyMore() {
		happenAt(0, 100);
		int before = meters().size();
		happenAt(100, 10_000);
		assertThat(meters()).hasSize(before);
		assertThat(tagKeys()).containsExactly("cause", "host", "kind", "outcome", "pool", "reason", "state");
		assertThat(meters().stream().map((id) -> id.getTag("host")).filter(Objects::nonNull).distinct()).hasSize(21)
			.contains("host-0:443", "host-19:443", "other");
	}

	private void happenAt(int from, int to) {
		for (int i = from; i < to; i++) {
			String host = "host-" + i + ":443";
			this.recorder.acquired(new Acquired(POOL, host, i, AcquireOutcome.NEW, 1));
			this.recorder.released(new Released(POOL, host, i, 1));
			this.recorder.closed(new Closed(POOL, host, i, CloseReason.EVICTED, 1, 1));
			this.recorder.creationFailed(new CreationFailed(POOL, host, new ConnectException(host), 1));
			this.recorder.responseTimedOut(new ResponseTimedOut(POOL, host, i, "GET /" + i, 1));
			this.recorder.leakConfirmed(new Leak(POOL, host, i, "GET /" + i, null, 1));
		}
	}

	@Test
	void everyBoundRegistryHearsTheEvents() {
		MeterRegistry other = new SimpleMeterRegistry();
		this.binder.bindTo(other);
		this.recorder.released(new Released(POOL, HOST, 1, millis(20)));
		assertThat(timer("httppool.connections.usage").count()).isOne();
		assertThat(other.get("httppool.connections.usage").tag("pool", POOL).timer().count()).isOne();
	}

	@Test
	void eventsBeforeARegistryIsBoundAreNotRecorded() {
		MeterRegistry late = new SimpleMeterRegistry();
		this.recorder.released(new Released(POOL, HOST, 1, millis(20)));
		this.binder.bindTo(late);
		assertThat(late.get("httppool.connections.usage").tag("pool", POOL).timer().count()).isZero();
	}

	@Test
	void gaugesDoNotKeepThePools() {
		MeterRegistry longLived = new SimpleMeterRegistry();
		WeakReference<HttpPools> pools = bindAndForget(longLived);
		await().until(() -> {
			System.gc();
			return pools.refersTo(null);
		});
		assertThat(longLived.get("httppool.pending").gauge().value()).isNaN();
		assertThat(longLived.get("httppool.host.pending").gauge().value()).isNaN();
	}

	private WeakReference<HttpPools> bindAndForget(MeterRegistry registry) {
		HttpPools pools = new StubHttpPools(POOL);
		HttpPoolMeterRecorder ofThem = new HttpPoolMeterRecorder();
		new HttpPoolMeterBinder(pools, ofThem, ProcessFigures.UNKNOWN).bindTo(registry);
		ofThem.acquired(new Acquired(POOL, HOST, 1, AcquireOutcome.NEW, 1));
		return new WeakReference<>(pools);
	}

	@Test
	void poolThatCameLaterIsRecorded() {
		this.recorder.released(new Released("late", HOST, 1, millis(20)));
		assertThat(this.registry.get("httppool.connections.usage").tag("pool", "late").timer().count()).isOne();
	}

	private double gauge(String name, String... tags) {
		return this.registry.get(name).tag("pool", POOL).tags(tags).gauge().value();
	}

	private double count(String name, String tag, String value) {
		return this.registry.get(name).tags("pool", POOL, tag, value).counter().count();
	}

	private Timer timer(String name) {
		return this.registry.get(name).tag("pool", POOL).timer();
	}

	private void assertThatTimed(String name, String tag, String value, long millis) {
		Timer timer = this.registry.get(name).tags("pool", POOL, tag, value).timer();
		assertThat(timer.count()).isOne();
		assertThat(timer.totalTime(TimeUnit.MILLISECONDS)).isEqualTo(millis);
	}

	private Set<String> tagKeys() {
		return meters().stream()
			.flatMap((id) -> id.getTags().stream())
			.map(Tag::getKey)
			.collect(Collectors.toCollection(TreeSet::new));
	}

	/**
	 * What is registered, without the gauges that a {@link SimpleMeterRegistry} makes of
	 * a histogram's buckets.
	 */
	private List<Id> meters() {
		return this.registry.getMeters().stream().map(Meter::getId).filter((id) -> id.getTag("le") == null).toList();
	}

	private NotAcquired notAcquired(AcquireOutcome outcome, Throwable error) {
		return new NotAcquired(POOL, HOST, outcome, millis(7), error);
	}

	private PoolSnapshot snapshot() {
		return this.pools.get(POOL).snapshot();
	}

	private long millis(long millis) {
		return Duration.ofMillis(millis).toNanos();
	}

}
