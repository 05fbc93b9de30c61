package io.github.httppool.pool;

import java.util.List;

import io.github.httppool.CloseReason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every connection that ends is counted under one reason, the first one.
 */
class CloseReasonTests {

	private static final String HOST = "orders";

	@RegisterExtension
	private final PoolRig rig = new PoolRig();

	@ParameterizedTest
	@EnumSource
	void whenActiveConnectionEndsThenItsReasonIsCounted(CloseReason reason) {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(1));
		pool.lease(HOST).breakOff(reason);
		assertThat(pool).hasActive(0).hasClosed(reason, 1);
	}

	@ParameterizedTest
	@EnumSource
	void whenIdleConnectionEndsThenItsReasonIsCounted(CloseReason reason) {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(1));
		TestWaiter caller = pool.lease(HOST);
		caller.release();
		caller.connection().end(reason);
		assertThat(pool).hasIdle(0).hasClosed(reason, 1);
	}

	@Test
	void whenThePoolClosesConnectionThenTheReasonOfItsSocketIsNotCounted() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(1));
		TestWaiter caller = pool.lease(HOST);
		this.rig.network().closeSlowly();
		caller.release();
		pool.evictIdle();
		caller.connection().end(CloseReason.SERVER_CLOSED_IDLE);
		assertThat(pool).hasClosed(CloseReason.EVICTED, 1);
	}

	@Test
	void whenSocketEndsTwiceThenItIsCountedOnce() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(1));
		TestWaiter caller = pool.lease(HOST);
		caller.breakOff(CloseReason.TIMEOUT);
		caller.connection().end(CloseReason.ERROR);
		assertThat(pool).hasClosed(CloseReason.TIMEOUT, 1);
	}

	@Test
	void whenLeaseEndsAfterItsConnectionThenItIsCountedOnce() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(1));
		TestWaiter caller = pool.lease(HOST);
		caller.breakOff(CloseReason.CLIENT_CANCELLED);
		pool.engine().released(caller.lease(), this.rig.now());
		pool.engine().returnedUnused(caller.lease(), this.rig.now());
		assertThat(pool).hasIdle(0).hasClosed(CloseReason.CLIENT_CANCELLED, 1);
	}

	@Test
	void whenDialIsAnsweredTwiceThenItIsCountedOnce() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(1));
		TestWaiter caller = pool.lease(HOST);
		pool.engine().connected(caller.entry(), caller.connection(), this.rig.now());
		pool.engine().dialFailed(caller.entry(), new IllegalStateException("too late"), this.rig.now());
		assertThat(pool).hasCreated(1).hasActive(1);
	}

	@Test
	void whenConnectionsHaveEndedInManyWaysThenEachIsCountedUnderItsReason() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(4));
		List<TestWaiter> callers = pool.lease(4, HOST);
		callers.get(0).breakOff(CloseReason.TIMEOUT);
		callers.get(1).breakOff(CloseReason.NOT_PERSISTENT);
		callers.get(2).release();
		pool.evictIdle();
		callers.get(3).release();
		pool.close();
		assertThat(pool.snapshot().closed()).containsEntry(CloseReason.TIMEOUT, 1L)
			.containsEntry(CloseReason.NOT_PERSISTENT, 1L)
			.containsEntry(CloseReason.EVICTED, 1L)
			.containsEntry(CloseReason.DRAINED, 1L);
		assertThat(pool.snapshot().closedTotal()).isEqualTo(4);
	}

}
