package io.github.httppool.pool;

import java.net.ConnectException;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

import io.github.httppool.AdviceFinding;
import io.github.httppool.CloseReason;
import io.github.httppool.FindingKind;
import io.github.httppool.PoolAdvice;
import io.github.httppool.PoolSummary;
import io.github.httppool.RecentSnapshot;
import io.github.httppool.SummaryLevel;
import io.github.httppool.advice.Advisor;
import io.github.httppool.advice.Summaries;
import io.github.httppool.pool.TestWaiter.Wish;
import io.github.httppool.stats.DemandFigures;
import io.github.httppool.stats.HostFigures;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a pool remembers of its last minutes, and that each thing is counted once.
 */
class RecentPastTests {

	private static final String HOST = "orders";

	@RegisterExtension
	private final PoolRig rig = new PoolRig();

	// The last minute

	@Test
	void aCallerIsCountedWithItsWaitHoweverThatEnds() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(1).acquireTimeout(Duration.ofSeconds(2)));
		TestWaiter first = pool.lease(HOST);
		pool.acquire(HOST);
		TestWaiter gone = pool.acquire(HOST);
		this.rig.pass(Duration.ofMillis(500));
		assertThat(gone.cancel()).isTrue();
		this.rig.pass(Duration.ofMillis(1500));
		first.release();
		RecentSnapshot recent = recent(pool);
		assertThat(recent.acquired()).isEqualTo(1);
		assertThat(recent.created()).isEqualTo(1);
		assertThat(recent.timeouts()).isEqualTo(1);
		assertThat(recent.acquire().count()).isEqualTo(3);
		assertThat(recent.acquire().p50()).isBetween(Duration.ofMillis(470), Duration.ofMillis(530));
		assertThat(recent.acquire().max()).isEqualTo(Duration.ofSeconds(2));
		assertThat(recent.lease().count()).isEqualTo(1);
		assertThat(recent.lease().max()).isEqualTo(Duration.ofSeconds(2));
	}

	@Test
	void aCallerThatIsRefusedOrFailsIsCounted() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(1).maxPending(0));
		TestWaiter first = pool.lease(HOST);
		pool.acquire(HOST);
		first.breakOff(CloseReason.CLIENT_CANCELLED);
		pool.acquire(HOST);
		this.rig.network().refuse(new ConnectException());
		RecentSnapshot recent = recent(pool);
		assertThat(recent.rejected()).isEqualTo(1);
		assertThat(recent.failed()).isEqualTo(1);
		assertThat(pool.snapshot().rejected()).isEqualTo(1);
		assertThat(pool.snapshot().failed()).isEqualTo(1);
		assertThat(recent.closed()).containsOnlyKeys(CloseReason.CLIENT_CANCELLED);
	}

	@Test
	void whenAConnectionIsFoundDeadOnItsWayThenTheCallHasAcquiredOnce() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(2));
		pool.warmUp(2, HOST);
		this.rig.network().handOverSlowly();
		TestWaiter waiter = pool.acquire(HOST);
		waiter.findDead();
		assertThat(recent(pool).acquired()).isEqualTo(pool.snapshot().acquired()).isEqualTo(3);
	}

	// The hosts

	@Test
	void whenAHostIsSlowerThanItWasThenThatStandsOut() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(2));
		calls(pool, 200, Duration.ofMillis(50));
		assertThat(advice(pool).findings()).isEmpty();
		this.rig.pass(Duration.ofMinutes(2));
		calls(pool, 40, Duration.ofMillis(400));
		assertThat(advice(pool).findings()).singleElement()
			.returns(FindingKind.SLOW_UPSTREAM, AdviceFinding::kind)
			.extracting(AdviceFinding::text)
			.asString()
			.startsWith("orders:80: calls have a connection for 4")
			.contains(" times as long as usual (");
	}

	@Test
	void callsThatRunIntoALimitOfTimeAreToldByWhatTheyHaveWaitedForLonger() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(1));
		TestWaiter first = pool.lease(HOST);
		TestWaiter second = pool.acquire(HOST);
		this.rig.pass(Duration.ofSeconds(1));
		first.breakOff(CloseReason.TIMEOUT);
		this.rig.network().answerAll();
		this.rig.pass(Duration.ofMillis(500));
		second.breakOff(CloseReason.TIMEOUT);
		assertThat(host(pool).demand().leases()).isEqualTo(2);
		assertThat(host(pool).demand().cutOff()).isEqualTo(1);
	}

	@Test
	void aLeakTellsNothingOfHowLongCallsTake() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(2));
		TestWaiter leak = pool.lease(HOST);
		this.rig.pass(Duration.ofMinutes(10));
		leak.breakOff(CloseReason.LEAK_RECLAIMED);
		calls(pool, 10, Duration.ofMillis(50));
		assertThat(host(pool).demand().recentLeases()).isEqualTo(10);
		assertThat(recent(pool).closed()).containsOnlyKeys(CloseReason.LEAK_RECLAIMED);
	}

	@Test
	void whatIsUpgradedOrHeldLongIsNoPartOfTheFlowAndIsCountedAsItIs() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(10));
		pool.lease(HOST).upgrade();
		pool.lease(HOST).connection().awaitServer();
		TestWaiter leak = pool.lease(HOST);
		leak.connection().drop();
		this.rig.pass(Duration.ofSeconds(40));
		pool.lease(HOST);
		HostFigures host = host(pool);
		assertThat(host.streaming()).isEqualTo(1);
		assertThat(host.heldLong()).isEqualTo(1);
		assertThat(host.leaked()).isEqualTo(1);
		assertThat(host.demand().mostInUse()).isEqualTo(4);
	}

	@Test
	void whenConnectionsAreConfiguredInSeveralWaysThenThatStandsOut() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(10));
		pool.lease(HOST, 1).release();
		assertThat(advice(pool).findings()).isEmpty();
		pool.lease(HOST, 2).release();
		assertThat(advice(pool).findings()).extracting(AdviceFinding::kind).containsExactly(FindingKind.FRAGMENTED);
		pool.evictIdle();
		assertThat(advice(pool).findings()).isEmpty();
	}

	@Test
	void whenAHostCannotBeReachedThenThatStandsOutUntilItCan() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(10));
		pool.acquire(HOST);
		this.rig.network().refuse(new ConnectException("refused"));
		this.rig.pass(Duration.ofSeconds(1));
		pool.acquire(HOST);
		this.rig.network().refuse(new ConnectException("refused"));
		assertThat(advice(pool).findings()).extracting(AdviceFinding::kind)
			.containsExactly(FindingKind.CONNECT_FAILING);
		this.rig.pass(Duration.ofSeconds(6));
		pool.lease(HOST);
		assertThat(advice(pool).findings()).isEmpty();
	}

	@Test
	void whenThereAreManyHostsThenFewAreLookedAt() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(1));
		for (int i = 0; i < 1000; i++) {
			pool.lease("host-" + i).release();
			pool.evictIdle();
		}
		assertThat(pool.engine().recentPast().hosts(pool.now())).hasSize(16);
	}

	@Test
	void whenTheConnectionsOfAHostThatIsCalledRarelyAreLeakedThenThatStandsOut() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(4));
		for (int i = 0; i < 16; i++) {
			pool.lease("host-" + i).release();
		}
		pool.lease(4, "rare").forEach((leak) -> leak.connection().drop());
		assertThat(advice(pool).findings()).extracting(AdviceFinding::kind).containsExactly(FindingKind.LEAK);
		assertThat(summary(pool)).returns(SummaryLevel.CRITICAL, PoolSummary::level)
			.extracting(PoolSummary::text)
			.asString()
			.startsWith("4 of 4 in use at rare:80, 4 leaked at ");
	}

	@Test
	void whenAHostThatIsCalledRarelyCannotBeReachedThenThatStandsOut() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(4));
		for (int i = 0; i < 16; i++) {
			pool.lease("host-" + i).release();
		}
		for (int i = 0; i < 2; i++) {
			pool.acquire("rare");
			this.rig.network().refuse(new ConnectException("refused"));
			this.rig.pass(Duration.ofSeconds(1));
		}
		assertThat(advice(pool).findings()).extracting(AdviceFinding::kind)
			.containsExactly(FindingKind.CONNECT_FAILING);
	}

	@Test
	void whenManyHostsAreInUseThenThoseAreLookedAtThatAreCalledMostOrFullest() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(2));
		for (int i = 0; i < 100; i++) {
			pool.lease("host-" + i);
		}
		pool.lease("host-90");
		assertThat(pool.engine().recentPast().hosts(pool.now())).hasSize(16 + NotableHosts.MAX_OF_A_KIND)
			.extracting((host) -> host.host().host())
			.contains("host-90:80");
	}

	@Test
	void whenEventLoopsWereLateThenTheHostIsNotBlamed() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(2));
		calls(pool, 200, Duration.ofMillis(50));
		this.rig.pass(Duration.ofMinutes(2));
		calls(pool, 40, Duration.ofMillis(400));
		pool.engine().recentPast().loopDelayed(Duration.ofSeconds(7).toNanos(), pool.now());
		assertThat(advice(pool).findings()).isEmpty();
	}

	@Test
	void aCallWithADialOfItsOwnDoesNotWaitForOthers() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(2));
		pool.acquire(3, HOST);
		assertThat(host(pool).demand().waited()).isEqualTo(1);
	}

	// Long-lived calls

	@Test
	void howLongStreamsLastSaysNothingOfTheHost() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(10));
		calls(pool, 200, Duration.ofMillis(20));
		this.rig.pass(Duration.ofMinutes(2));
		for (int i = 0; i < 40; i++) {
			TestWaiter stream = stream(pool);
			this.rig.pass(Duration.ofSeconds(1));
			stream.breakOff(CloseReason.CLIENT_CANCELLED);
		}
		assertThat(host(pool).demand().recentLeases()).isZero();
		assertThat(advice(pool).findings()).isEmpty();
	}

	@Test
	void streamsAreNeededAsManyAsHaveBeenThereAtOnce() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(40));
		List<TestWaiter> streams = IntStream.range(0, 20).mapToObj((i) -> stream(pool)).toList();
		calls(pool, 400, Duration.ofMillis(50));
		streams.forEach(TestWaiter::release);
		calls(pool, 400, Duration.ofMillis(50));
		PoolAdvice advice = advice(pool);
		assertThat(advice.maxConnections()).isEqualTo(22);
		assertThat(advice.reason()).contains(" = 1 at p99, + 15 %, + 20 long-lived = 22;");
	}

	@Test
	void streamsThatOutlastTheWindowAreStillCounted() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(40));
		pool.lease(HOST).release();
		List<TestWaiter> streams = IntStream.range(0, 20).mapToObj((i) -> stream(pool)).toList();
		this.rig.pass(Duration.ofMinutes(7));
		assertThat(host(pool)).returns(20, HostFigures::streaming).returns(0, HostFigures::heldLong);
		streams.forEach(TestWaiter::release);
		assertThat(host(pool)).returns(20, HostFigures::streaming);
	}

	@Test
	void streamsThatWaitForEachOtherHoldUpNobody() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(2).maxStreaming(1).maxPending(200));
		stream(pool);
		IntStream.range(0, 50).forEach((i) -> stream(pool));
		TestWaiter call = pool.lease(HOST);
		assertThat(host(pool)).returns(0, HostFigures::queued);
		assertThat(summary(pool).level()).isEqualTo(SummaryLevel.BUSY);
		call.release();
		calls(pool, 60, Duration.ofMillis(50));
		DemandFigures demand = host(pool).demand();
		assertThat(demand.waited()).isZero();
		assertThat(demand.heldBack()).isZero();
	}

	// Connections that wear out

	@Test
	void whenTheConnectionsOfAQuietApplicationExpireThenTheyAreNotChurned() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(2).keepAlive(true, false));
		for (int i = 0; i < 20; i++) {
			TestWaiter call = pool.lease(HOST);
			call.entry().keepAlive().told(Duration.ofSeconds(10).toNanos(), KeepAlive.UNKNOWN);
			call.release();
			this.rig.pass(Duration.ofSeconds(15));
		}
		assertThat(pool).hasClosed(CloseReason.KEEP_ALIVE_HINT, 20);
		assertThat(advice(pool).findings()).isEmpty();
	}

	@Test
	void whenTheServerAllowsASingleCallThenConnectionsAreChurned() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(2).keepAlive(true, false));
		for (int i = 0; i < 20; i++) {
			TestWaiter call = pool.lease(HOST);
			call.entry().keepAlive().told(KeepAlive.UNKNOWN, 1);
			call.release();
		}
		assertThat(advice(pool).findings()).singleElement()
			.returns(FindingKind.CHURN, AdviceFinding::kind)
			.extracting(AdviceFinding::text)
			.asString()
			.endsWith(
					"connections live for 1 call; 20 of 20 were closed as KEEP_ALIVE_HINT: the server allows no more calls");
	}

	private TestWaiter stream(TestPool pool) {
		TestWaiter stream = pool.acquire(HOST, Wish.STREAM);
		this.rig.network().answerAll();
		return stream;
	}

	private static PoolSummary summary(TestPool pool) {
		RecentPast past = pool.engine().recentPast();
		return Summaries.of(pool.snapshot(), recent(pool), past.hosts(pool.now()));
	}

	private void calls(TestPool pool, int count, Duration each) {
		for (int i = 0; i < count; i++) {
			TestWaiter call = pool.lease(HOST);
			this.rig.pass(each);
			call.release();
		}
	}

	private static RecentSnapshot recent(TestPool pool) {
		return pool.engine().recentPast().snapshot(pool.now());
	}

	private static HostFigures host(TestPool pool) {
		List<HostFigures> hosts = pool.engine().recentPast().hosts(pool.now());
		assertThat(hosts).hasSize(1);
		return hosts.get(0);
	}

	private static PoolAdvice advice(TestPool pool) {
		return Advisor.advise(pool.engine().recentPast().hosts(pool.now()), Duration.ofSeconds(30));
	}

}
