package io.github.httppool.pool;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

import io.github.httppool.AcquireOutcome;
import io.github.httppool.CloseReason;
import io.github.httppool.HttpPoolListener.Acquired;
import io.github.httppool.HttpPoolListener.NotAcquired;
import io.github.httppool.Leasing;
import io.github.httppool.pool.TestWaiter.Wish;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which connection a caller gets.
 */
class HandOutTests {

	private static final String HOST = "orders";

	private static final int TRUSTING = 1;

	private static final int DISTRUSTING = 2;

	private static final Duration DIAL_TIME = Duration.ofMillis(50);

	@RegisterExtension
	private final PoolRig rig = new PoolRig();

	@Test
	void whenNothingIsOpenThenConnectionIsDialed() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(2));
		TestWaiter caller = pool.acquire(HOST);
		assertThat(caller).isWaiting();
		FakeConnection dialed = this.rig.network().answer();
		assertThat(caller).isServedBy(dialed);
		assertThat(pool).hasActive(1).hasCreated(1).hasAcquired(1);
	}

	@Test
	void whenConnectionIsReturnedThenNextCallerReusesIt() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(2));
		TestWaiter first = pool.lease(HOST);
		first.release();
		TestWaiter second = pool.acquire(HOST);
		assertThat(second).isServedBy(first.connection());
		assertThat(pool).hasCreated(1).hasReused(1);
	}

	@Test
	void whenConnectionIsFreshThenItsLeaseIsNotCountedAsReused() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(2));
		pool.lease(HOST);
		assertThat(pool).hasAcquired(1).hasReused(0);
	}

	@Test
	void whenIdleConnectionHasNeverServedThenItsFirstLeaseIsNotCountedAsReused() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(2));
		TestWaiter gone = pool.acquire(HOST);
		gone.cancel();
		this.rig.network().answer();
		assertThat(pool).hasIdle(1);
		assertThat(pool.acquire(HOST)).isServed();
		assertThat(pool).hasReused(0);
	}

	@Test
	void whenConnectionIsReturnedUnusedThenItHasNotServed() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(2).maxRequests(1));
		this.rig.network().handOverSlowly();
		pool.lease(HOST).returnUnused();
		assertThat(pool).hasIdle(1);
		assertThat(pool.acquire(HOST)).isServed();
		assertThat(pool).hasReused(0);
	}

	/**
	 * With the connection goes the last one that the caller could have waited for.
	 */
	@Test
	void whenTheLastConnectionIsUpgradedThenAnotherIsDialedForACallerWhoseDialHasFailed() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(2));
		TestWaiter websocket = pool.lease(HOST);
		TestWaiter caller = pool.acquire(HOST);
		this.rig.network().refuse();
		assertThat(caller).isWaiting();
		websocket.upgrade();
		assertThat(caller).isServedBy(this.rig.network().answer());
	}

	@Test
	void whenLeasingIsFifoThenACallerMayHaveTheConnectionUsedLast() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(3).leasing(Leasing.FIFO));
		List<TestWaiter> callers = pool.lease(3, HOST);
		callers.forEach(TestWaiter::release);
		assertThat(pool.acquire(HOST, Wish.LAST_USED)).isServedBy(callers.get(2).connection());
		assertThat(pool.acquire(HOST)).isServedBy(callers.get(0).connection());
	}

	// Callers who were let down by an idle connection

	@Test
	void whenACallerRefusesIdleConnectionsThenOneIsDialed() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(3));
		pool.warmUp(2, HOST);
		TestWaiter caller = pool.acquire(HOST, Wish.NOT_IDLE);
		assertThat(caller).isWaiting();
		assertThat(pool).hasIdle(2).hasConnecting(1).isSound();
		assertThat(caller).isServedBy(this.rig.network().answer());
		assertThat(pool).hasIdle(2).hasClosedNothing();
	}

	@Test
	void whenThereIsNoRoomThenAnIdleConnectionGivesWayToACallerWhoRefusesIt() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(2));
		pool.warmUp(2, HOST);
		TestWaiter caller = pool.acquire(HOST, Wish.NOT_IDLE);
		this.rig.network().answerAll();
		assertThat(caller).isServed();
		assertThat(pool).hasIdle(1).hasClosed(CloseReason.STOLEN, 1).isSound();
	}

	@Test
	void whenACallGivesAConnectionBackThenACallerWhoRefusesIdleOnesTakesIt() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(3));
		List<TestWaiter> others = pool.lease(2, HOST);
		others.get(0).release();
		TestWaiter caller = pool.acquire(HOST, Wish.NOT_IDLE);
		assertThat(caller).isWaiting();
		others.get(1).release();
		assertThat(caller).isServedBy(others.get(1).connection());
	}

	@Test
	void whenTheLastLeasedConnectionEndsThenACallerWhoRefusesIdleOnesIsDialedForAgain() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(5));
		List<TestWaiter> others = pool.lease(3, HOST);
		others.subList(0, 2).forEach(TestWaiter::release);
		TestWaiter caller = pool.acquire(HOST, Wish.NOT_IDLE);
		this.rig.network().refuse();
		assertThat(caller).isWaiting();
		assertThat(pool).hasConnecting(0);
		others.get(2).breakOff(CloseReason.NOT_PERSISTENT);
		assertThat(pool).hasIdle(2).hasConnecting(1);
		assertThat(caller).isServedBy(this.rig.network().answer());
	}

	@Test
	void whenCallersRefuseIdleConnectionsThenEachGetsADialHoweverManyAreIdle() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(20));
		List<TestWaiter> others = pool.acquire(10, HOST);
		this.rig.pass(DIAL_TIME);
		this.rig.network().answerAll();
		this.rig.pass(DIAL_TIME.dividedBy(5));
		others.forEach(TestWaiter::release);
		List<TestWaiter> callers = IntStream.range(0, 5).mapToObj((i) -> pool.acquire(HOST, Wish.NOT_IDLE)).toList();
		assertThat(pool).hasIdle(10).hasConnecting(callers.size());
		this.rig.network().answerAll();
		callers.forEach((caller) -> assertThat(caller).isServed());
	}

	@Test
	void whenTheHostCannotBeReachedThenACallerWhoRefusesIdleConnectionsFails() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(3));
		pool.warmUp(1, HOST);
		TestWaiter caller = pool.acquire(HOST, Wish.NOT_IDLE);
		this.rig.network().refuse();
		assertThat(caller.error()).isNotNull();
		assertThat(pool).hasPending(0).hasIdle(1).isSound();
	}

	@Test
	void whenLeasingIsLifoThenConnectionUsedLastIsNext() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(3).leasing(Leasing.LIFO));
		List<TestWaiter> callers = pool.lease(3, HOST);
		callers.forEach(TestWaiter::release);
		assertThat(pool.acquire(HOST)).isServedBy(callers.get(2).connection());
	}

	@Test
	void whenLeasingIsFifoThenConnectionIdleForLongestIsNext() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(3).leasing(Leasing.FIFO));
		List<TestWaiter> callers = pool.lease(3, HOST);
		callers.forEach(TestWaiter::release);
		assertThat(pool.acquire(HOST)).isServedBy(callers.get(0).connection());
	}

	@Test
	void whenConfigurationDiffersThenIdleConnectionIsNotShared() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(2));
		pool.lease(HOST, TRUSTING).release();
		TestWaiter other = pool.acquire(HOST, DISTRUSTING);
		assertThat(other).isWaiting();
		assertThat(other).isServedBy(this.rig.network().answer());
	}

	@Test
	void whenHostDiffersThenIdleConnectionIsNotShared() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(2));
		pool.lease(HOST).release();
		TestWaiter other = pool.acquire("payments");
		assertThat(other).isServedBy(this.rig.network().answer());
		assertThat(pool).hasHosts(2).hasActive(1).hasIdle(1);
	}

	@Test
	void whenConnectionIsDeadAtHandOutThenNextOneIsTaken() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(2));
		List<TestWaiter> callers = pool.lease(2, HOST);
		callers.forEach(TestWaiter::release);
		callers.get(1).connection().die();
		TestWaiter next = pool.acquire(HOST);
		assertThat(next).isServedBy(callers.get(0).connection());
		assertThat(pool).hasClosed(CloseReason.SERVER_CLOSED_IDLE, 1);
	}

	@Test
	void whenServerClosesNewConnectionAtOnceThenCallerFailsAndIsNotDialedForAgain() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(2));
		this.rig.network().handOverSlowly();
		TestWaiter caller = pool.acquire(HOST);
		this.rig.network().answer();
		caller.findDead();
		assertThat(caller).failure().hasMessageContaining("closed a new connection at once");
		assertThat(pool).hasConnecting(0).hasPending(0);
	}

	@Test
	void whenNewConnectionBreaksBeforeItsCallerHasItThenTheErrorSaysWhy() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(2));
		this.rig.network().handOverSlowly();
		TestWaiter caller = pool.acquire(HOST);
		this.rig.network().answer();
		caller.findDead(CloseReason.ERROR);
		assertThat(caller).failure().hasMessage("a new connection to orders:80 was closed at once: ERROR");
		assertThat(pool).hasClosed(CloseReason.ERROR, 1);
	}

	@Test
	void whenNewConnectionClosesBeforeItsCallerHasItThenTheCallerIsNotDialedForAgain() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(2));
		this.rig.network().handOverSlowly();
		TestWaiter caller = pool.acquire(HOST);
		FakeConnection connection = this.rig.network().answer();
		connection.end(CloseReason.SERVER_CLOSED_IDLE);
		caller.findDead();
		assertThat(caller).failure().hasMessageContaining("closed a new connection at once");
		assertThat(this.rig.network().dialed()).isOne();
	}

	@ParameterizedTest
	@EnumSource
	void whenConnectionIsDeadAtHandOutThenTheReasonIsThatOfTheConnection(CloseReason reason) {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(2));
		this.rig.network().handOverSlowly();
		pool.warmUp(1, HOST);
		pool.acquire(HOST).findDead(reason);
		assertThat(pool).hasClosed(reason, 1);
	}

	// What does not reach its caller

	@Test
	void whenConnectionIsDeadAtHandOutThenTheCallerCountsOnce() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(2));
		pool.warmUp(2, HOST);
		this.rig.network().handOverSlowly();
		TestWaiter caller = pool.acquire(HOST);
		caller.findDead();
		assertThat(caller.handOver()).isTrue();
		assertThat(pool).hasAcquired(3).hasReused(1);
		assertThat(pool.events().events(Acquired.class)).hasSize(3);
	}

	@Test
	void whenCallerHasGoneThenItIsCountedAsCancelledAndNotAsServed() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(2));
		pool.warmUp(1, HOST);
		this.rig.network().handOverSlowly();
		pool.acquire(HOST).returnUnused();
		assertThat(pool).hasAcquired(1).hasReused(0).hasIdle(1);
		assertThat(pool.events().events(NotAcquired.class)).extracting(NotAcquired::outcome)
			.containsExactly(AcquireOutcome.CANCELLED);
	}

	@Test
	void whenCallerTimesOutAfterADeadConnectionThenItCountsAsTimedOutOnly() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(1));
		pool.warmUp(1, HOST);
		this.rig.network().handOverSlowly();
		TestWaiter caller = pool.acquire(HOST);
		caller.findDead();
		this.rig.pass(TestSettings.ACQUIRE_TIMEOUT);
		assertThat(caller).failure();
		assertThat(pool).hasAcquired(1).hasTimeouts(1);
	}

	@Test
	void whenLeasedConnectionClosesBeforeItsCallerHasItThenTheLeaseHasNotBeen() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(2));
		pool.warmUp(1, HOST);
		this.rig.network().handOverSlowly();
		TestWaiter caller = pool.acquire(HOST);
		caller.connection().end(CloseReason.SERVER_CLOSED_IDLE);
		assertThat(caller.handOver()).isFalse();
		assertThat(pool).hasAcquired(1).hasActive(0).hasClosed(CloseReason.SERVER_CLOSED_IDLE, 1);
		caller.findDead();
		assertThat(caller).isServedBy(this.rig.network().answer());
	}

	@Test
	void whenHundredIdleConnectionsAreDeadThenCallerGetsFreshOne() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(100));
		List<TestWaiter> callers = pool.lease(100, HOST);
		callers.forEach(TestWaiter::release);
		callers.forEach((caller) -> caller.connection().die());
		TestWaiter next = pool.acquire(HOST);
		assertThat(next).isWaiting();
		assertThat(next).isServedBy(this.rig.network().answer());
		assertThat(pool).hasClosed(CloseReason.SERVER_CLOSED_IDLE, 100);
	}

	@Test
	void whenConnectionIsDeadAtHandOutThenCallerKeepsItsPlace() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(1));
		TestWaiter active = pool.lease(HOST);
		List<TestWaiter> waiting = pool.acquire(2, HOST);
		active.connection().die();
		active.release();
		FakeConnection fresh = this.rig.network().answer();
		assertThat(waiting.get(0)).isServedBy(fresh);
		assertThat(waiting.get(1)).isWaiting();
	}

	@Test
	void whenSeveralConnectionsAreDeadAtHandOutThenTheirCallersKeepTheirOrder() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(3));
		this.rig.network().handOverSlowly();
		pool.warmUp(3, HOST);
		List<TestWaiter> callers = pool.acquire(3, HOST);
		callers.forEach(TestWaiter::findDead);
		FakeConnection fresh = this.rig.network().answer();
		assertThat(callers.get(0)).isServedBy(fresh);
		assertThat(callers.get(1)).isWaiting();
		assertThat(callers.get(2)).isWaiting();
	}

	@Test
	void whenConnectionIsDeadAtHandOutThenCallerHasWaitedSinceItCame() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(1));
		this.rig.network().handOverSlowly();
		pool.warmUp(1, HOST);
		TestWaiter caller = pool.acquire(HOST);
		this.rig.pass(TestSettings.ACQUIRE_TIMEOUT.minusMillis(1));
		caller.findDead();
		assertThat(caller).isWaiting();
		this.rig.pass(TestSettings.ACQUIRE_TIMEOUT.dividedBy(100));
		assertThat(caller).failure();
	}

}
