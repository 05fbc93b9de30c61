package io.github.httppool.pool;

import java.util.function.Predicate;

import io.github.httppool.CloseReason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Connections that are to serve no further call.
 */
class RetirementTests {

	private static final String HOST = "orders";

	@RegisterExtension
	private final PoolRig rig = new PoolRig();

	@Test
	void whenIdleThenItIsClosedAtOnce() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(3));
		pool.warmUp(3, HOST);
		retire(pool);
		assertThat(pool).hasIdle(0).hasClosed(CloseReason.EVICTED, 3);
	}

	@Test
	void whenActiveThenItIsClosedAfterItsCall() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(3));
		TestWaiter caller = pool.lease(HOST);
		retire(pool);
		assertThat(pool).hasActive(1).hasClosed(CloseReason.EVICTED, 0);
		caller.release();
		assertThat(pool).hasActive(0).hasIdle(0).hasClosed(CloseReason.EVICTED, 1);
	}

	@Test
	void whenBeingOpenedThenItIsClosedWhenItArrivesAndAnotherOneIsOpenedForTheCaller() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(1));
		TestWaiter caller = pool.acquire(HOST);
		retire(pool);
		this.rig.network().answer();
		assertThat(caller.isServed()).isFalse();
		assertThat(pool).hasPending(1).hasConnecting(1).hasClosed(CloseReason.EVICTED, 1);
		this.rig.network().answer();
		assertThat(caller.isServed()).isTrue();
		assertThat(pool).hasActive(1);
	}

	@Test
	void whenOneWaitsForTheOnlyConnectionThenItGetsANewOne() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(1));
		TestWaiter holder = pool.lease(HOST);
		TestWaiter waiter = pool.acquire(HOST);
		retire(pool);
		holder.release();
		this.rig.network().answerAll();
		assertThat(waiter.isServed()).isTrue();
		assertThat(waiter.connection()).isNotSameAs(holder.connection());
	}

	@Test
	void whenACallGoesOnAtTheSameHostThenNotWithTheConnection() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(1));
		TestWaiter caller = pool.lease(HOST);
		retire(pool);
		assertThat(caller.renew()).isEmpty();
		caller.release();
		assertThat(pool).hasActive(0).hasClosed(CloseReason.EVICTED, 1);
	}

	@Test
	void whenItIsClosedForAnotherReasonBeforeThenThatOneCounts() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(1));
		TestWaiter caller = pool.lease(HOST);
		retire(pool);
		caller.breakOff(CloseReason.TIMEOUT);
		assertThat(pool).hasClosed(CloseReason.TIMEOUT, 1);
	}

	@Test
	void whenConnectionsAreChosenThenOthersStay() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(2));
		TestWaiter one = pool.lease(HOST);
		TestWaiter other = pool.lease(HOST);
		retire(pool, (slot) -> slot.connection() == one.connection());
		one.release();
		other.release();
		assertThat(pool).hasIdle(1).hasClosed(CloseReason.EVICTED, 1);
	}

	@Test
	void whenOneIsOpenedAfterwardsThenItStays() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(2));
		pool.lease(HOST).release();
		retire(pool);
		pool.lease(HOST).release();
		assertThat(pool).hasIdle(1).hasClosed(CloseReason.EVICTED, 1);
	}

	@Test
	void whenItIsChosenThenTheLockIsFree() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(2));
		pool.warmUp(1, HOST);
		retire(pool, (slot) -> pool.evictIdle() == 1);
		assertThat(pool).hasIdle(0).hasClosed(CloseReason.EVICTED, 1);
	}

	@Test
	void whenThePoolIsClosedThenNothingIsLeftToDo() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(2));
		TestWaiter caller = pool.lease(HOST);
		pool.warmUp(1, HOST);
		pool.close();
		retire(pool);
		caller.release();
		assertThat(pool).hasActive(0);
	}

	private void retire(TestPool pool) {
		retire(pool, (slot) -> true);
	}

	private void retire(TestPool pool, Predicate<Slot> concerned) {
		pool.engine().retire(concerned, CloseReason.EVICTED, this.rig.now());
	}

}
