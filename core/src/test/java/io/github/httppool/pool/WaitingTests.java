package io.github.httppool.pool;

import java.net.ConnectException;
import java.time.Duration;
import java.util.List;

import io.github.httppool.AcquireQueueFullException;
import io.github.httppool.AcquireTimeoutException;
import io.github.httppool.HttpPoolException;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Who waits, who is served next, and who waits in vain.
 */
class WaitingTests {

	private static final String HOST = "orders";

	@RegisterExtension
	private final PoolRig rig = new PoolRig();

	// Being served

	@Test
	void whenPoolIsFullThenCallersWait() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(2));
		pool.lease(2, HOST);
		pool.acquire(3, HOST).forEach((caller) -> assertThat(caller).isWaiting());
		assertThat(pool).hasActive(2).hasPending(3).hasConnecting(0);
	}

	@Test
	void whenConnectionsAreReturnedThenCallersAreServedInOrder() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(1));
		TestWaiter active = pool.lease(HOST);
		for (TestWaiter next : pool.acquire(2, HOST)) {
			assertThat(next).isWaiting();
			active.release();
			assertThat(next).isServedBy(active.connection());
			active = next;
		}
	}

	@Test
	void whenConnectionIsReturnedThenItServesTheCallerWhoseDialIsUnderWay() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(2));
		TestWaiter active = pool.lease(HOST);
		TestWaiter dialing = pool.acquire(HOST);
		assertThat(pool).hasConnecting(1);
		active.release();
		assertThat(dialing).isServedBy(active.connection());
	}

	@Test
	void whenDialIsNoLongerNeededThenItServesTheNextInLine() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(2));
		TestWaiter active = pool.lease(HOST);
		TestWaiter dialing = pool.acquire(HOST);
		TestWaiter next = pool.acquire(HOST);
		active.release();
		assertThat(dialing).isServed();
		FakeConnection fresh = this.rig.network().answer();
		assertThat(next).isServedBy(fresh);
	}

	@Test
	void whenDialIsNoLongerNeededByAnybodyThenItsConnectionIsIdle() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(2));
		TestWaiter active = pool.lease(HOST);
		pool.acquire(HOST);
		active.release();
		this.rig.network().answer();
		assertThat(pool).hasActive(1).hasIdle(1);
	}

	// Giving up

	@Test
	void whenCallerCancelsThenTheNextInLineIsServed() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(1));
		TestWaiter active = pool.lease(HOST);
		List<TestWaiter> waiting = pool.acquire(2, HOST);
		assertThat(waiting.get(0).cancel()).isTrue();
		active.release();
		assertThat(waiting.get(1)).isServedBy(active.connection());
	}

	@Test
	void whenHundredCallersCancelThenNothingIsLeftOfThem() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(1).maxPending(100));
		TestWaiter active = pool.lease(HOST);
		pool.acquire(100, HOST).forEach(TestWaiter::cancel);
		assertThat(pool).hasPending(0);
		active.release();
		assertThat(pool).hasIdle(1).hasAcquired(1);
		assertThat(this.rig.network().dialed()).isOne();
	}

	@Test
	void whenServedCallerCancelsThenItIsToldThatItIsTooLate() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(1));
		TestWaiter caller = pool.lease(HOST);
		assertThat(caller.cancel()).isFalse();
		assertThat(pool).hasActive(1);
	}

	@Test
	void whenCallerCancelsTwiceThenItIsToldThatItIsTooLate() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(1));
		pool.lease(HOST);
		TestWaiter caller = pool.acquire(HOST);
		assertThat(caller.cancel()).isTrue();
		assertThat(caller.cancel()).isFalse();
	}

	// Waiting too long

	@Test
	void whenCallerHasWaitedTooLongThenItFailsWithFigures() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(2));
		pool.lease(2, HOST);
		TestWaiter caller = pool.acquire(HOST);
		this.rig.pass(TestSettings.ACQUIRE_TIMEOUT);
		assertThat(caller).failure()
			.isInstanceOf(AcquireTimeoutException.class)
			.hasMessage("no connection to orders:80 from pool 'pool-0' within 5000 ms: "
					+ "2 of 2 active, 0 idle, 0 connecting, 1 waiting")
			.hasNoCause();
		assertThat(pool).hasTimeouts(1).hasPending(0);
	}

	@Test
	void whenCallerHasWaitedTooLongThenTheExceptionHasTheFiguresToo() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(2));
		pool.lease(2, HOST);
		TestWaiter caller = pool.acquire(HOST);
		this.rig.pass(TestSettings.ACQUIRE_TIMEOUT);
		assertThat(caller).failure()
			.asInstanceOf(InstanceOfAssertFactories.type(HttpPoolException.class))
			.extracting(HttpPoolException::snapshot)
			.satisfies((snapshot) -> {
				assertThat(snapshot.active()).isEqualTo(2);
				assertThat(snapshot.pending()).isOne();
				assertThat(snapshot.hosts()).hasSize(1);
			});
	}

	@Test
	void whenDialsHaveFailedMeanwhileThenTimeoutTellsTheLastFailure() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(2));
		pool.lease(HOST);
		TestWaiter caller = pool.acquire(HOST);
		ConnectException refused = new ConnectException("Connection refused");
		this.rig.network().refuse(refused);
		this.rig.pass(TestSettings.ACQUIRE_TIMEOUT);
		assertThat(caller).failure()
			.hasCause(refused)
			.hasMessageEndingWith("the last attempt to connect failed: " + refused + ". CONNECT_FAILING: no further "
					+ "connection to orders:80 can be opened; see whether it is up and can be reached from here.");
	}

	// What the dials wait for

	@Test
	void whenDialsTakeTooLongThenTimeoutTellsWhatTheOldestWaitsFor() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(2));
		List<TestWaiter> callers = pool.acquire(2, HOST);
		for (FakeDial dial : this.rig.network().dials()) {
			this.rig.pass(Duration.ofMillis(1550));
			dial.enters(DialPhase.TLS, "10.0.0.7:443", this.rig.now());
		}
		this.rig.pass(Duration.ofMillis(1900));
		assertThat(callers.get(0)).failure()
			.isInstanceOf(AcquireTimeoutException.class)
			.hasMessage("no connection to orders:80 from pool 'pool-0' within 5000 ms: 0 of 2 active, 0 idle, "
					+ "2 connecting, 2 waiting; 2 connecting: TLS handshake with 10.0.0.7:443 for 3.5 s. "
					+ "CONNECT_FAILING: no connection to orders:80 can be opened; see whether it is up and can be "
					+ "reached from here.");
	}

	@Test
	void whenDialsWaitForDifferentThingsThenTimeoutTellsHowManyForEach() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(7));
		TestWaiter caller = pool.acquire(7, HOST).get(0);
		this.rig.pass(TestSettings.ACQUIRE_TIMEOUT.minusMillis(40));
		List<FakeDial> dials = this.rig.network().dials();
		dials.get(0).enters(DialPhase.PROXY, "10.0.0.1:3128", this.rig.now());
		dials.get(1).enters(DialPhase.DNS, "orders", this.rig.now());
		dials.get(2).enters(DialPhase.TLS, "10.0.0.7:80", this.rig.now());
		dials.get(3).enters(DialPhase.TLS, "10.0.0.8:80", this.rig.now());
		dials.get(4).enters(DialPhase.EVENT_LOOP, "orders:80", this.rig.now());
		this.rig.pass(Duration.ofMillis(40));
		assertThat(caller).failure()
			.hasMessageContaining("; 7 connecting: 1 wait for an event loop to dial orders:80 for 40 ms, "
					+ "1 DNS name resolution of orders for 40 ms, 2 TCP connect to orders:80 for 5.0 s, "
					+ "1 proxy CONNECT through 10.0.0.1:3128 for 40 ms, 2 TLS handshake with 10.0.0.7:80 for 40 ms. ");
	}

	@Test
	void whenQueueIsFullThenRefusalTellsWhatTheDialsWaitFor() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(1).maxPending(0));
		pool.acquire(HOST);
		this.rig.pass(Duration.ofMillis(20));
		assertThat(pool.acquire(HOST)).failure()
			.isInstanceOf(AcquireQueueFullException.class)
			.hasMessageEndingWith("1 connecting, 1 waiting (1 for connections that are being opened, 0 in the queue)"
					+ "; 1 connecting: TCP connect to orders:80 for 20 ms");
	}

	@Test
	void whenQueueIsFullWhileConnectionsAreOpenedThenRefusalTellsWhoIsInTheQueue() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(2).maxPending(3));
		pool.acquire(5, HOST);
		assertThat(pool.acquire(HOST)).failure()
			.hasMessageContaining("no place in its queue of 3: 0 of 2 active, 0 idle, 2 connecting, "
					+ "5 waiting (2 for connections that are being opened, 3 in the queue)");
	}

	@Test
	void whenManyComeAtOnceThenTheyMayWaitWhileTheFirstHasNotWaitedLong() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(1).maxPending(2).maxBurst(5));
		pool.lease(HOST);
		pool.acquire(4, HOST).forEach((caller) -> assertThat(caller).isWaiting());
		this.rig.pass(TestSettings.ACQUIRE_TIMEOUT.dividedBy(2).minusNanos(1));
		assertThat(pool.acquire(HOST)).isWaiting();
		assertThat(pool.acquire(HOST)).failure().isInstanceOf(AcquireQueueFullException.class);
	}

	@Test
	void whenTheFirstHasWaitedLongThenABurstIsRefused() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(1).maxPending(2).maxBurst(5));
		pool.lease(HOST);
		pool.acquire(2, HOST);
		this.rig.pass(TestSettings.ACQUIRE_TIMEOUT.dividedBy(2));
		assertThat(pool.acquire(HOST)).failure().isInstanceOf(AcquireQueueFullException.class);
		assertThat(pool).hasPending(2);
	}

	// Late event loops

	@Test
	void whenEventLoopsWereLateThenThatTimeDoesNotCount() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(1));
		pool.lease(HOST);
		TestWaiter caller = pool.acquire(HOST);
		pool.eventLoopsLate(Duration.ofSeconds(2));
		this.rig.pass(TestSettings.ACQUIRE_TIMEOUT);
		assertThat(caller).isWaiting();
		this.rig.pass(Duration.ofSeconds(2));
		assertThat(caller).failure()
			.hasMessageContaining("within 7000 ms")
			.hasMessageEndingWith("; meanwhile the event loops were late by 2000 ms: "
					+ "the machine is short of CPU, or application code blocks them");
	}

	@Test
	void whenEventLoopsAreStuckThenACallerWaitsNoLongerThanTwice() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(1));
		pool.lease(HOST);
		TestWaiter caller = pool.acquire(HOST);
		pool.eventLoopsLate(Duration.ofHours(1));
		this.rig.pass(TestSettings.ACQUIRE_TIMEOUT);
		assertThat(caller).isWaiting();
		this.rig.pass(TestSettings.ACQUIRE_TIMEOUT);
		assertThat(caller).failure().isInstanceOf(AcquireTimeoutException.class);
	}

	@Test
	void whenOneEventLoopWasLateThenThatTimeCounts() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(1));
		pool.lease(HOST);
		TestWaiter caller = pool.acquire(HOST);
		pool.oneEventLoopLate(Duration.ofSeconds(2));
		this.rig.pass(TestSettings.ACQUIRE_TIMEOUT);
		assertThat(caller).failure().hasMessageEndingWith("1 waiting");
	}

	@Test
	void whenEventLoopsWereLateBeforeACallerWasServedInVainThenItIsGrantedNothing() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(1));
		pool.eventLoopsLate(Duration.ofHours(1));
		pool.warmUp(1, HOST);
		this.rig.network().handOverSlowly();
		TestWaiter caller = pool.acquire(HOST);
		this.rig.network().closeSlowly();
		caller.findDead();
		this.rig.pass(TestSettings.ACQUIRE_TIMEOUT);
		assertThat(caller).failure().hasMessageContaining("within 5000 ms").hasMessageNotContaining("late");
	}

	@Test
	void whenManyTimeOutAtOnceThenAllAreToldByAndBy() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(1).maxPending(100));
		pool.lease(HOST);
		List<TestWaiter> callers = pool.acquire(100, HOST);
		this.rig.pass(TestSettings.ACQUIRE_TIMEOUT);
		for (int i = 0; i < 3; i++) {
			this.rig.pass(Duration.ofMillis(2));
		}
		callers.forEach((caller) -> assertThat(caller).failure().isInstanceOf(AcquireTimeoutException.class));
	}

	@Test
	void whenEventLoopsWereLateBeforeACallerCameThenItIsGrantedNothing() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(1));
		pool.lease(HOST);
		pool.eventLoopsLate(Duration.ofSeconds(2));
		TestWaiter caller = pool.acquire(HOST);
		this.rig.pass(TestSettings.ACQUIRE_TIMEOUT);
		assertThat(caller).failure().hasMessageEndingWith("1 waiting");
	}

	@Test
	void whenCallerIsServedInVainThenItWaitsNoLongerThanOthers() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(1));
		pool.warmUp(1, HOST);
		this.rig.network().handOverSlowly();
		TestWaiter caller = pool.acquire(HOST);
		this.rig.pass(TestSettings.ACQUIRE_TIMEOUT.minusSeconds(1));
		TestWaiter later = pool.acquire(HOST);
		this.rig.network().closeSlowly();
		caller.findDead();
		this.rig.pass(Duration.ofSeconds(1));
		assertThat(caller).failure().hasMessageContaining("within 5000 ms");
		assertThat(later).isWaiting();
	}

	// Summing up

	@Test
	void whenCallersAreRefusedThenOneLineSaysHowManyAndWhy() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(1).maxPending(2));
		pool.lease(HOST);
		pool.lease("stock");
		pool.acquire(5, HOST);
		pool.acquire(1, "stock");
		this.rig.pass(TestSettings.ACQUIRE_TIMEOUT);
		assertThat(pool.engine().takeRefusals(false, pool.now()))
			.hasValue("pool 'pool-0' refused 6 calls in the last 5 s: "
					+ "3 found the queue full (pool.max-pending-acquires), 3 got no connection in time (timeouts.acquire); "
					+ "hosts: orders:80 (5), stock:80 (1)");
		assertThat(pool.engine().takeRefusals(false, pool.now())).isEmpty();
	}

	@Test
	void whenALineWasShortlyBeforeThenTheNextOneWaits() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(1).maxPending(0));
		pool.lease(HOST);
		pool.acquire(HOST);
		assertThat(pool.engine().takeRefusals(false, pool.now())).isPresent();
		pool.acquire(HOST);
		this.rig.pass(Duration.ofSeconds(9));
		assertThat(pool.engine().takeRefusals(false, pool.now())).isEmpty();
		this.rig.pass(Duration.ofSeconds(1));
		assertThat(pool.engine().takeRefusals(false, pool.now())).hasValueSatisfying((line) -> assertThat(line)
			.startsWith("pool 'pool-0' refused 1 call in the last 10 s: 1 found the queue full"));
		pool.acquire(HOST);
		assertThat(pool.engine().takeRefusals(true, pool.now())).isPresent();
	}

	@Test
	void whenACallerIsRefusedThenNoStackIsRecorded() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(1).maxPending(0));
		pool.lease(HOST);
		assertThat(pool.acquire(HOST)).failure().satisfies((refusal) -> assertThat(refusal.getStackTrace()).isEmpty());
	}

	@Test
	void whenManyTimeOutAtOnceThenEachIsToldTheSameFigures() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(1).maxPending(3));
		pool.lease(HOST);
		List<TestWaiter> callers = pool.acquire(3, HOST);
		this.rig.pass(TestSettings.ACQUIRE_TIMEOUT);
		callers.forEach((caller) -> assertThat(caller).failure().hasMessageEndingWith("0 connecting, 3 waiting"));
		assertThat(pool).hasTimeouts(3);
	}

	@Test
	void whenTheErrorCannotBeMadeThenTheCallerIsToldThat() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(1));
		TestWaiter caller = pool.acquire(HOST);
		this.rig.network().dials().get(0).cannotTell();
		this.rig.pass(TestSettings.ACQUIRE_TIMEOUT);
		assertThat(caller).failure().isInstanceOf(StackOverflowError.class);
	}

	@Test
	void whenTotalIsUsedUpThenTimeoutSaysSo() {
		this.rig.limitTotal(1);
		TestPool pool = this.rig.pool(TestSettings.maxConnections(1));
		pool.lease("elsewhere");
		TestWaiter caller = pool.acquire(HOST);
		this.rig.pass(TestSettings.ACQUIRE_TIMEOUT);
		assertThat(caller).failure()
			.hasMessageContaining(
					"; all 1 connections of httppool.max-total-connections are in use, 1 of them elsewhere");
	}

	@Test
	void whenOneCallerHasWaitedTooLongThenThoseWhoCameLaterWaitOn() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(1));
		pool.lease(HOST);
		TestWaiter first = pool.acquire(HOST);
		this.rig.pass(Duration.ofSeconds(1));
		TestWaiter second = pool.acquire(HOST);
		this.rig.pass(TestSettings.ACQUIRE_TIMEOUT.minusSeconds(1));
		assertThat(first).failure();
		assertThat(second).isWaiting();
		this.rig.pass(Duration.ofSeconds(1));
		assertThat(second).failure();
	}

	@Test
	void whenDialOfTimedOutCallerSucceedsThenItsConnectionIsIdle() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(1));
		pool.acquire(HOST);
		this.rig.pass(TestSettings.ACQUIRE_TIMEOUT);
		this.rig.network().answer();
		assertThat(pool).hasIdle(1).hasAcquired(0);
	}

	// No place to wait

	@Test
	void whenQueueIsFullThenCallerIsRefusedAtOnceWithFigures() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(1).maxPending(2));
		pool.lease(HOST);
		pool.acquire(2, HOST);
		TestWaiter refused = pool.acquire(HOST);
		assertThat(refused).failure()
			.isInstanceOf(AcquireQueueFullException.class)
			.hasMessage("no connection to orders:80 from pool 'pool-0' and no place in its queue of 2: "
					+ "1 of 1 active, 0 idle, 0 connecting, 2 waiting");
		assertThat(pool).hasRejected(1).hasPending(2);
	}

	@Test
	void whenNobodyMayWaitThenCallersAreRefusedOnceThePoolIsFull() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(2).maxPending(0));
		List<TestWaiter> callers = pool.acquire(3, HOST);
		assertThat(callers.get(0)).isWaiting();
		assertThat(callers.get(1)).isWaiting();
		assertThat(callers.get(2)).failure().isInstanceOf(AcquireQueueFullException.class);
	}

	@Test
	void whenNobodyMayWaitThenCallerForWhomAnotherHostGaveUpConnectionIsNotRefused() {
		this.rig.limitTotal(1);
		TestPool pool = this.rig.pool(TestSettings.maxConnections(1).maxPending(0));
		pool.warmUp(1, "elsewhere");
		this.rig.network().closeSlowly();
		TestWaiter caller = pool.acquire(HOST);
		assertThat(caller).isWaiting();
	}

	@Test
	void whenNobodyMayWaitThenCallerForWhomAnotherConfigurationGaveUpConnectionIsNotRefused() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(1).maxPending(0));
		pool.lease(HOST, 1).release();
		this.rig.network().closeSlowly();
		TestWaiter caller = pool.acquire(HOST, 2);
		assertThat(caller).isWaiting();
	}

	@Test
	void whenQueueIsFullThenConnectionsOfOthersAreLeftAlone() {
		this.rig.limitTotal(3);
		TestPool pool = this.rig.pool(TestSettings.maxConnections(1).maxPending(0));
		pool.warmUp(1, "elsewhere");
		pool.lease(HOST);
		assertThat(pool.acquire(HOST)).failure();
		assertThat(pool).hasClosedNothing();
	}

}
