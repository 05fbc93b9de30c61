package io.github.httppool.pool;

import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.github.httppool.CloseReason;
import io.github.httppool.ConnectFailures;
import io.github.httppool.FileDescriptorsSnapshot;
import io.github.httppool.HostSnapshot;
import io.github.httppool.HttpPoolListener;
import io.github.httppool.PoolClosedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A host that cannot be reached is dialed by one probe at a time, for all its callers.
 */
@ExtendWith(OutputCaptureExtension.class)
class DialBackoffTests {

	private static final String HOST = "orders";

	private static final Duration FIRST_PAUSE = Duration.ofNanos(DialBackoff.FIRST_PAUSE_NANOS);

	private static final Duration LONGEST_PAUSE = Duration.ofNanos(DialBackoff.LONGEST_PAUSE_NANOS);

	private static final Duration MOMENT = Duration.ofMillis(5);

	private static final int MAX_WAITING = 16;

	@RegisterExtension
	private final PoolRig rig = new PoolRig();

	private final List<Object> outages = new ArrayList<>();

	private final HttpPoolListener listener = new HttpPoolListener() {

		@Override
		public void connectFailing(ConnectFailing event) {
			DialBackoffTests.this.outages.add(event);
		}

		@Override
		public void connectRecovered(ConnectRecovered event) {
			DialBackoffTests.this.outages.add(event);
		}

	};

	// Who waits

	@Test
	void whenADialHasFailedThenTheNextCallerWaitsForTheProbe() {
		TestPool pool = failedOnce(2);
		TestWaiter caller = pool.acquire(HOST);
		assertThat(caller).isWaiting();
		assertThat(pool).hasConnecting(0);
		this.rig.pass(FIRST_PAUSE.minus(MOMENT));
		assertThat(pool).hasConnecting(0);
		this.rig.pass(MOMENT);
		assertThat(caller).isServedBy(this.rig.network().answer());
	}

	@Test
	void whenTheProbeFailsThenThoseWhoWaitedForItLearnWhy() {
		TestPool pool = failedOnce(5);
		List<TestWaiter> callers = pool.acquire(3, HOST);
		this.rig.pass(FIRST_PAUSE);
		ConnectException refused = new ConnectException("refused again");
		this.rig.network().refuse(refused);
		callers.forEach((caller) -> assertThat(caller).failure().isSameAs(refused));
		assertThat(this.rig.network().dialed()).isEqualTo(2);
	}

	@Test
	void whenACallerComesDuringTheProbeThenItWaitsForTheNextOneShouldThatFail() {
		TestPool pool = failedOnce(5);
		pool.acquire(HOST);
		this.rig.pass(FIRST_PAUSE);
		TestWaiter late = pool.acquire(HOST);
		assertThat(pool).hasConnecting(1);
		this.rig.network().refuse();
		assertThat(late).isWaiting();
		assertThat(pool).hasConnecting(0);
		this.rig.pass(FIRST_PAUSE.multipliedBy(2));
		assertThat(late).isServedBy(this.rig.network().answer());
	}

	@Test
	void whenTheProbeSucceedsThenAllWhoWaitGetDialsAsUsual() {
		TestPool pool = failedOnce(5);
		List<TestWaiter> callers = pool.acquire(4, HOST);
		this.rig.pass(FIRST_PAUSE);
		assertThat(pool).hasConnecting(1);
		assertThat(callers.get(0)).isServedBy(this.rig.network().answer());
		assertThat(pool).hasConnecting(3);
		this.rig.network().answerAll();
		callers.forEach((caller) -> assertThat(caller).isServed());
	}

	@Test
	void whenTheProbeComesTooLateForACallerThenItFailsAtOnceAsTheLastDialDid() {
		TestPool pool = failingForLong(3);
		this.rig.pass(Duration.ofMillis(1200));
		TestWaiter inTime = pool.acquire(HOST);
		assertThat(inTime).isWaiting();
		inTime.cancel();
		TestPool impatient = failingForLong(3);
		TestWaiter caller = impatient.acquire(HOST);
		assertThat(caller).failure()
			.isInstanceOf(BackedOffException.class)
			.hasCauseInstanceOf(ConnectException.class)
			.hasMessageMatching("Connection refused; not tried again for this call, as 8 attempts to connect to "
					+ "orders:80 have failed, the first \\d+ ms ago; the next one is due in 5000 ms");
		assertThat(impatient).hasConnecting(0).hasPending(0);
	}

	@Test
	void whenACallerIsTurnedAwayThenItsExceptionIsItsOwn() {
		TestPool pool = failingForLong(3);
		assertThat(pool.acquire(HOST).error()).isNotSameAs(pool.acquire(HOST).error());
	}

	@Test
	void whenASingleDialHasFailedThenAllWaitThroughTheFirstPause() {
		TestPool pool = failedOnce(100);
		List<TestWaiter> callers = pool.acquire(3 * MAX_WAITING, HOST);
		callers.forEach((caller) -> assertThat(caller).isWaiting());
		this.rig.pass(FIRST_PAUSE);
		this.rig.network().answerAll();
		callers.forEach((caller) -> assertThat(caller).isServed());
	}

	@Test
	void whenTwoDialsInARowHaveFailedAndEnoughCallersWaitThenOthersFailAtOnce() {
		TestPool pool = failedOnce(100);
		pool.acquire(HOST);
		this.rig.pass(FIRST_PAUSE);
		this.rig.network().refuse();
		List<TestWaiter> waiting = pool.acquire(MAX_WAITING, HOST);
		assertThat(pool.acquire(HOST)).failure().isInstanceOf(BackedOffException.class);
		waiting.forEach((caller) -> assertThat(caller).isWaiting());
	}

	@Test
	void whenEnoughCallersWaitForTheProbeUnderWayThenOthersFailAtOnce() {
		TestPool pool = failedOnce(100);
		List<TestWaiter> waiting = pool.acquire(MAX_WAITING, HOST);
		this.rig.pass(FIRST_PAUSE);
		assertThat(pool.acquire(HOST)).failure()
			.hasMessageMatching(
					"Connection refused; not tried again for this call, as 1 attempt to connect to orders:80 "
							+ "has failed, the first 100 ms ago; the next one is under way");
		waiting.forEach((caller) -> assertThat(caller).isWaiting());
		this.rig.network().answerAll();
		waiting.forEach((caller) -> assertThat(caller).isServed());
	}

	@Test
	void whenDialsAreUnderWayThatBeganBeforeTheFailureThenCallersWaitForThem() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(100));
		pool.acquire(2, HOST);
		this.rig.network().refuse();
		List<TestWaiter> callers = pool.acquire(2 * MAX_WAITING, HOST);
		assertThat(pool).hasConnecting(1);
		callers.forEach((caller) -> assertThat(caller).isWaiting());
		this.rig.network().answerAll();
		callers.forEach((caller) -> assertThat(caller).isServed());
	}

	@Test
	void whenADialHangsThatBeganBeforeTheFailureThenThereIsAProbeAllTheSame() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(100));
		pool.acquire(2, HOST).forEach((caller) -> assertThat(caller).isWaiting());
		this.rig.network().refuse();
		TestWaiter caller = pool.acquire(HOST);
		this.rig.pass(FIRST_PAUSE);
		assertThat(pool).hasConnecting(2);
		this.rig.network().delay();
		this.rig.network().answer();
		assertThat(pool).hasActive(1).hasConnecting(2);
		this.rig.network().answerAll();
		assertThat(caller).isServed();
	}

	@Test
	void whenADialHangsThatBeganBeforeAnOutageThenTheQueueDoesNotFill() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(100));
		pool.acquire(2, HOST);
		this.rig.network().refuse();
		this.rig.pass(FIRST_PAUSE);
		List<TestWaiter> callers = pool.acquire(2 * MAX_WAITING, HOST);
		assertThat(callers).filteredOn((caller) -> !caller.isWaiting())
			.isNotEmpty()
			.allSatisfy((caller) -> assertThat(caller).failure().isInstanceOf(BackedOffException.class));
		assertThat(pool).hasPending(MAX_WAITING).hasConnecting(2);
	}

	@Test
	void whenCallersWereTurnedAwayWhileAnOlderDialHangsThenThereIsAProbeForThem() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(100));
		pool.acquire(2, HOST);
		this.rig.network().refuse();
		this.rig.pass(FIRST_PAUSE);
		pool.acquire(2 * MAX_WAITING, HOST);
		this.rig.network().delay();
		this.rig.network().refuse();
		List.copyOf(pool.waiting()).forEach(TestWaiter::cancel);
		assertThat(pool).hasPending(0).hasConnecting(1);
		this.rig.pass(FIRST_PAUSE.multipliedBy(2));
		assertThat(pool).hasConnecting(2);
	}

	// When there is a probe

	@Test
	void whenProbesFailThenTheirPausesGrowToFiveSeconds() {
		TestPool pool = failedOnce(1);
		for (int millis : new int[] { 100, 200, 400, 800, 1600, 3200, 5000, 5000 }) {
			Duration pause = Duration.ofMillis(millis);
			this.rig.pass(pause.minus(MOMENT));
			pool.acquire(HOST);
			assertThat(pool).hasConnecting(0);
			this.rig.pass(MOMENT);
			assertThat(pool).hasConnecting(1);
			this.rig.network().refuse();
		}
		assertThat(pool).hasPending(0);
	}

	@Test
	void whenCallersWereTurnedAwayThenTheProbeFindsTheHostBackWithoutACaller() {
		TestPool pool = failingForLong(3);
		assertThat(pool.acquire(HOST)).failure();
		this.rig.pass(LONGEST_PAUSE);
		assertThat(pool).hasConnecting(1).hasPending(0);
		this.rig.network().answer();
		assertThat(pool).hasIdle(1);
		assertThat(pool.acquire(HOST)).isServed();
		assertThat(pool.acquire(HOST)).isWaiting();
		assertThat(pool).hasConnecting(1);
	}

	@Test
	void whenAProbeWithoutACallerFailsAndNobodyComesThenThereIsNoOther() {
		TestPool pool = failingForLong(3);
		pool.acquire(HOST);
		this.rig.pass(LONGEST_PAUSE);
		this.rig.network().refuse();
		this.rig.pass(LONGEST_PAUSE.multipliedBy(10));
		assertThat(pool).hasConnecting(0);
	}

	@Test
	void whenCallersAreTurnedAwayDuringAProbeThenThereIsAnotherAfterIt() {
		TestPool pool = failedOnce(100);
		List<TestWaiter> waiting = pool.acquire(MAX_WAITING, HOST);
		this.rig.pass(FIRST_PAUSE);
		assertThat(pool.acquire(HOST)).failure();
		this.rig.network().refuse();
		waiting.forEach((caller) -> assertThat(caller).failure());
		this.rig.pass(FIRST_PAUSE.multipliedBy(2));
		assertThat(pool).hasConnecting(1).hasPending(0);
	}

	@Test
	void whenManyAreTurnedAwayTogetherThenTheFirstAloneIsAskedWhatToDialWith() {
		TestPool pool = failingForLong(100);
		this.rig.pass(LONGEST_PAUSE);
		pool.acquire(HOST);
		List<TestWaiter> late = pool.acquire(10, HOST);
		this.rig.network().refuse();
		assertThat(late).allSatisfy((caller) -> assertThat(caller).failure().isInstanceOf(BackedOffException.class));
		assertThat(late).extracting(TestWaiter::configsGiven).containsExactly(1, 0, 0, 0, 0, 0, 0, 0, 0, 0);
	}

	@Test
	void whenNobodyCallsThenNothingIsDialedAndTheHostIsForgotten() {
		TestPool pool = failedOnce(1);
		this.rig.pass(LONGEST_PAUSE.plus(FIRST_PAUSE).minus(MOMENT));
		assertThat(pool).hasHosts(1).hasConnecting(0);
		this.rig.pass(MOMENT);
		assertThat(pool).hasHosts(0);
		assertThat(this.rig.network().dialed()).isOne();
	}

	@Test
	void whenACallerWaitsForASlotThenTheHostIsForgottenOnlyAfterIt() {
		this.rig.limitTotal(1);
		TestPool pool = failedOnce(1);
		TestWaiter other = pool.lease("payments");
		this.rig.pass(LONGEST_PAUSE);
		TestWaiter caller = pool.acquire(HOST);
		this.rig.pass(FIRST_PAUSE);
		assertThat(caller).isWaiting();
		assertThat(pool).hasHosts(2);
		caller.cancel();
		this.rig.pass(LONGEST_PAUSE);
		assertThat(pool).hasHosts(1);
		assertThat(other.lease().isHeld()).isTrue();
	}

	@Test
	void whenACallerComesAfterThePauseThenItIsDialedForAtOnce() {
		TestPool pool = failedOnce(1);
		this.rig.pass(FIRST_PAUSE);
		assertThat(pool).hasConnecting(0);
		TestWaiter caller = pool.acquire(HOST);
		assertThat(caller).isServedBy(this.rig.network().answer());
	}

	@Test
	void whenTheCallerWhoWaitedIsGoneThenNothingIsDialed() {
		TestPool pool = failedOnce(1);
		pool.acquire(HOST).cancel();
		this.rig.pass(FIRST_PAUSE);
		assertThat(pool).hasConnecting(0);
	}

	@Test
	void whenDialsOfTheSameMomentFailThenThePauseDoesNotGrow() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(10));
		pool.acquire(10, HOST);
		this.rig.network().refuseAll();
		TestWaiter caller = pool.acquire(HOST);
		this.rig.pass(FIRST_PAUSE);
		assertThat(caller).isServedBy(this.rig.network().answer());
	}

	@Test
	void whenACallerTimesOutDuringTheProbeThenItLearnsWhatFailedBefore() {
		TestPool pool = failedOnce(1);
		TestWaiter caller = pool.acquire(HOST);
		this.rig.pass(FIRST_PAUSE);
		this.rig.pass(TestSettings.ACQUIRE_TIMEOUT);
		assertThat(caller).failure().hasMessageContaining("the last attempt to connect failed: ");
		this.rig.network().answer();
		assertThat(pool).hasIdle(1);
	}

	// What is backed off, and what ends it

	@Test
	void whenAConnectionIsAliveThenDialsAreNotBackedOff() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(3));
		pool.lease(HOST);
		pool.acquire(HOST);
		this.rig.network().refuse();
		pool.acquire(HOST);
		assertThat(pool).hasConnecting(1);
	}

	@Test
	void whenOnlyAnUpgradedConnectionIsAliveThenDialsAreNotBackedOff() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(3));
		pool.lease(HOST).upgrade();
		assertThat(pool.acquire(HOST)).isWaiting();
		this.rig.network().refuse();
		pool.acquire(HOST);
		assertThat(pool).hasConnecting(1);
	}

	@Test
	void whenTheLastUpgradedConnectionHasEndedThenDialsAreBackedOffAgain() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(3));
		TestWaiter websocket = pool.lease(HOST);
		websocket.upgrade();
		websocket.breakOff(CloseReason.NOT_PERSISTENT);
		pool.acquire(HOST);
		this.rig.network().refuse();
		pool.acquire(HOST);
		assertThat(pool).hasConnecting(0);
	}

	@Test
	void whenConnectionsOfOneConfigurationFailThenOthersAreDialed() {
		TestPool pool = failedOnce(3);
		assertThat(pool.lease(HOST, 2)).isServed();
		pool.acquire(HOST);
		assertThat(pool).hasConnecting(0);
	}

	@Test
	void whenADialHasSucceededThenTheNextFailureIsTheFirstAgain() {
		TestPool pool = failingForLong(1);
		this.rig.pass(LONGEST_PAUSE);
		pool.lease(HOST).breakOff(CloseReason.NOT_PERSISTENT);
		pool.acquire(HOST);
		this.rig.network().refuse();
		TestWaiter caller = pool.acquire(HOST);
		this.rig.pass(FIRST_PAUSE);
		assertThat(caller).isServedBy(this.rig.network().answer());
	}

	@Test
	void whenNoEventLoopCameToADialThenTheHostIsNotBlamed() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(2));
		TestWaiter first = pool.acquire(HOST);
		IOException stuck = new IOException("stuck");
		pool.engine().dialFailedBeforeHost(this.rig.network().takeDial(), stuck, this.rig.now());
		assertThat(first).failure().isSameAs(stuck);
		assertThat(pool).hasHosts(0);
		TestWaiter caller = pool.acquire(HOST);
		assertThat(caller).isServedBy(this.rig.network().answer());
	}

	@Test
	void whenDialsAreRefusedForLackOfDescriptorsThenTheyAreNotBackedOff() {
		this.rig.limitTotal(10, 10, new DescriptorGuard(() -> Optional.of(new FileDescriptorsSnapshot(1_000, 1_000))));
		TestPool pool = this.rig.pool(TestSettings.maxConnections(1));
		assertThat(pool.acquire(HOST)).failure();
		assertThat(pool).hasHosts(0);
	}

	@Test
	void whenTheTotalIsUsedUpThenTheProbeOfACallerWaitsForASlot() {
		this.rig.limitTotal(1);
		TestPool pool = failedOnce(1);
		TestWaiter other = pool.lease("payments");
		TestWaiter caller = pool.acquire(HOST);
		this.rig.pass(FIRST_PAUSE);
		assertThat(pool).hasConnecting(0);
		other.release();
		assertThat(caller).isServedBy(this.rig.network().answer());
	}

	@Test
	void whenTheTotalIsUsedUpThenThereIsNoProbeWithoutACaller() {
		this.rig.limitTotal(1);
		TestPool pool = failingForLong(1);
		assertThat(pool.acquire(HOST)).failure();
		TestWaiter other = pool.lease("payments");
		this.rig.pass(LONGEST_PAUSE);
		assertThat(pool).hasConnecting(0);
		other.release();
		assertThat(pool).hasIdle(1).hasConnecting(0);
		TestWaiter caller = pool.acquire(HOST);
		assertThat(caller).isServedBy(this.rig.network().answer());
	}

	@Test
	void whenThePoolIsResizedOrEvictedThenTheBackOffGoesOn() {
		TestPool pool = failedOnce(1);
		TestWaiter caller = pool.acquire(HOST);
		pool.resize(2);
		pool.evictIdle();
		pool.sweep();
		assertThat(pool).hasConnecting(0);
		this.rig.pass(FIRST_PAUSE);
		assertThat(caller).isServedBy(this.rig.network().answer());
	}

	@Test
	void whenThePoolIsClosedThenThoseWhoWaitAreRefusedAndThereIsNoProbe() {
		TestPool pool = failedOnce(1);
		TestWaiter caller = pool.acquire(HOST);
		pool.close();
		assertThat(caller).failure().isInstanceOf(PoolClosedException.class);
		this.rig.pass(LONGEST_PAUSE);
		assertThat(pool).hasConnecting(0).hasHosts(0);
		assertThat(pool.acquire(HOST)).failure().isInstanceOf(PoolClosedException.class);
	}

	@Test
	void whenADialFailsAfterThePoolIsClosedThenTheHostIsForgotten() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(1));
		pool.acquire(HOST);
		this.rig.network().closeSlowly();
		pool.close();
		this.rig.network().refuse();
		assertThat(pool).hasHosts(0);
	}

	// What is told

	@Test
	void whenAHostCannotBeReachedThenItIsToldOnceAndOnceThatItCanBeAgain(CapturedOutput output) {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(1), this.listener);
		for (int i = 0; i < 4; i++) {
			pool.acquire(HOST);
			this.rig.pass(LONGEST_PAUSE.minus(MOMENT));
			this.rig.network().refuse();
		}
		pool.acquire(HOST);
		this.rig.pass(LONGEST_PAUSE.minus(MOMENT));
		this.rig.network().answer();
		Duration pause = LONGEST_PAUSE.minus(MOMENT);
		assertThat(this.outages).hasSize(2);
		assertThat((HttpPoolListener.ConnectFailing) this.outages.get(0))
			.returns("orders:80", HttpPoolListener.ConnectFailing::host)
			.returns(2, HttpPoolListener.ConnectFailing::attempts)
			.returns(pause.toNanos(), HttpPoolListener.ConnectFailing::sinceNanos)
			.satisfies((event) -> assertThat(event.error()).isInstanceOf(ConnectException.class));
		assertThat(this.outages.get(1)).isEqualTo(
				new HttpPoolListener.ConnectRecovered("pool-0", "orders:80", 4, pause.multipliedBy(4).toNanos()));
		assertThat(output.toString().lines().filter((line) -> line.contains("orders:80"))).hasSize(2)
			.anySatisfy((line) -> assertThat(line).contains(
					"orders:80 of pool 'pool-0' cannot be reached: java.net.ConnectException: Connection refused."))
			.anySatisfy((line) -> assertThat(line)
				.contains("orders:80 of pool 'pool-0' can be reached again, after 19980 ms and 4 failed attempts"));
	}

	@Test
	void whenAnOutageIsForgottenThenTheLogSaysSoAndTheNextOneIsToldAgain(CapturedOutput output) {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(1), this.listener);
		for (int outage = 1; outage <= 2; outage++) {
			pool.acquire(HOST);
			this.rig.network().refuse();
			this.rig.pass(FIRST_PAUSE);
			pool.acquire(HOST);
			this.rig.network().refuse();
			assertThat(this.outages).hasSize(outage).allMatch(HttpPoolListener.ConnectFailing.class::isInstance);
			this.rig.pass(LONGEST_PAUSE.multipliedBy(2));
			assertThat(pool).hasHosts(0);
		}
		assertThat(output.toString()
			.lines()
			.filter((line) -> line.contains(
					"orders:80 of pool 'pool-0' is not tried again until a call comes: it could not be reached by 2 attempts")))
			.hasSize(2);
	}

	@Test
	void whenASingleDialFailsThenNothingIsTold() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(1), this.listener);
		pool.acquire(HOST);
		this.rig.network().refuse();
		pool.acquire(HOST);
		this.rig.pass(FIRST_PAUSE);
		this.rig.network().answer();
		assertThat(this.outages).isEmpty();
	}

	@Test
	void whenAHostCannotBeReachedThenItsFiguresSaySo() {
		TestPool pool = failedOnce(1);
		pool.acquire(HOST);
		this.rig.pass(FIRST_PAUSE);
		this.rig.network().refuse();
		assertThat(pool.snapshot().hosts()).containsExactly(
				new HostSnapshot("orders:80", 0, 0, 0, 0, 1, new ConnectFailures(2, "Connection refused")));
	}

	/**
	 * A pool whose first dial to the host has just failed.
	 */
	private TestPool failedOnce(int maxConnections) {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(maxConnections));
		TestWaiter first = pool.acquire(HOST);
		this.rig.network().refuse();
		assertThat(first).failure().isInstanceOf(ConnectException.class);
		return pool;
	}

	/**
	 * A pool that has just begun the longest pause, as long as a caller would wait.
	 */
	private TestPool failingForLong(int maxConnections) {
		TestPool pool = failedOnce(maxConnections);
		for (int probe = 0; probe < 7; probe++) {
			this.rig.pass(LONGEST_PAUSE);
			pool.acquire(HOST);
			this.rig.network().refuse();
		}
		return pool;
	}

}
