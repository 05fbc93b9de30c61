package io.github.httppool.pool;

import java.util.List;

import io.github.httppool.CloseReason;
import io.github.httppool.HttpPoolListener;
import io.github.httppool.HttpPoolListener.Released;
import io.github.httppool.PoolClosedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Evicting idle connections, and the end of a pool.
 */
class CloseTests {

	private static final String HOST = "orders";

	@RegisterExtension
	private final PoolRig rig = new PoolRig();

	// Evicting

	@Test
	void whenIdleConnectionsAreEvictedThenTheirNumberIsTold() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(3));
		pool.warmUp(3, HOST);
		pool.warmUp(2, "payments");
		pool.lease(HOST);
		assertThat(pool.evictIdle()).isEqualTo(4);
		assertThat(pool).hasActive(1).hasIdle(0).hasClosed(CloseReason.EVICTED, 4);
	}

	@Test
	void whenNothingIsIdleThenNothingIsEvicted() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(3));
		pool.lease(HOST);
		assertThat(pool.evictIdle()).isZero();
	}

	@Test
	void whenAnotherPoolIsEvictedThenThisOneKeepsItsConnections() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(3));
		pool.warmUp(3, HOST);
		this.rig.pool(TestSettings.maxConnections(3)).evictIdle();
		assertThat(pool).hasIdle(3);
	}

	// Closing

	@Test
	void whenPoolIsClosedThenThoseWhoWaitFail() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(1));
		pool.lease(HOST);
		List<TestWaiter> callers = pool.acquire(2, HOST);
		pool.close();
		callers.forEach((caller) -> assertThat(caller).failure().isInstanceOf(PoolClosedException.class));
		assertThat(pool).hasPending(0).hasRejected(2);
	}

	@Test
	void whenPoolIsClosedThenThoseWhoComeAreRefused() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(1));
		pool.close();
		assertThat(pool.acquire(HOST)).failure()
			.isInstanceOf(PoolClosedException.class)
			.hasMessage("no connection to orders:80: pool 'pool-0' is closed, as its application context is");
		assertThat(pool).hasRejected(1).hasHosts(0);
	}

	@Test
	void whenPoolIsClosedThenIdleConnectionsAreClosedNow() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(2));
		pool.warmUp(2, HOST);
		pool.close();
		assertThat(pool).hasIdle(0).hasClosed(CloseReason.DRAINED, 2);
	}

	@Test
	void whenPoolIsClosedThenActiveConnectionsAreClosedOnReturn() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(1));
		TestWaiter active = pool.lease(HOST);
		pool.close();
		assertThat(pool).hasActive(1).hasClosedNothing();
		active.release();
		assertThat(pool).hasActive(0).hasClosed(CloseReason.DRAINED, 1);
	}

	@Test
	void whenPoolIsClosedThenItsDialsAreCancelledAndTheirSlotsAreFree() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(3));
		pool.acquire(2, HOST);
		pool.acquire("payments");
		List<FakeDial> dials = this.rig.network().dials();
		pool.close();
		assertThat(dials).hasSize(3).allMatch(FakeDial::isCancelled);
		assertThat(pool).hasConnecting(0).hasHosts(0);
		assertThat(pool.engine().isEmpty()).isTrue();
	}

	@Test
	void whenPoolIsClosedThenTheSlotOfADialIsTakenUntilItsSocketIsClosed() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(1));
		pool.acquire(HOST);
		this.rig.network().closeSlowly();
		pool.close();
		assertThat(pool).hasConnecting(1);
		this.rig.network().refuse();
		assertThat(pool.engine().isEmpty()).isTrue();
	}

	@Test
	void whenPoolIsClosedWhileADialBeginsThenThatIsCancelledToo() {
		PoolCloser closer = new PoolCloser();
		TestPool pool = this.rig.pool(TestSettings.maxConnections(1), closer);
		closer.pool = pool;
		TestWaiter active = pool.lease(HOST);
		pool.acquire(HOST);
		active.breakOff(CloseReason.NOT_PERSISTENT);
		assertThat(this.rig.network().dialed()).isEqualTo(2);
		assertThat(pool).hasConnecting(0).hasPending(0);
	}

	@Test
	void whenPoolIsClosedThenDialsOfAnotherGoOn() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(1));
		TestPool other = this.rig.pool(TestSettings.maxConnections(1));
		TestWaiter caller = other.acquire(HOST);
		pool.close();
		assertThat(caller).isServedBy(this.rig.network().answer());
	}

	@Test
	void whenDialSucceedsAfterItHasFailedThenItsConnectionIsClosed() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(1));
		TestWaiter caller = pool.lease(HOST);
		FakeConnection late = caller.connection();
		caller.breakOff(CloseReason.TIMEOUT);
		pool.engine().connected(caller.entry(), late, this.rig.now());
		assertThat(late.closeReason()).isEqualTo(CloseReason.EVICTED);
		assertThat(pool).hasCreated(1).hasClosed(CloseReason.TIMEOUT, 1);
	}

	@Test
	void whenDialSucceedsAfterPoolWasClosedThenItsConnectionIsClosed() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(1));
		pool.acquire(HOST);
		this.rig.network().closeSlowly();
		pool.close();
		this.rig.network().answer();
		this.rig.network().finishClosing();
		assertThat(pool).hasCreated(1).hasClosed(CloseReason.DRAINED, 1);
	}

	@Test
	void whenConnectionIsFoundDeadAfterPoolWasClosedThenItsCallerFails() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(1));
		this.rig.network().handOverSlowly();
		TestWaiter caller = pool.lease(HOST);
		pool.close();
		caller.findDead();
		assertThat(caller).failure().isInstanceOf(PoolClosedException.class);
	}

	@Test
	void whenClosedPoolIsAbortedThenActiveConnectionsAreClosedAtOnce() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(2));
		pool.lease(2, HOST);
		pool.close();
		assertThat(pool.abort()).isEqualTo(2);
		assertThat(pool).hasActive(0).hasClosed(CloseReason.ABORTED, 2);
	}

	@Test
	void whenLeaseIsAbortedBeforeItsCallerHasItThenListenersHearOfNoLease() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(1));
		this.rig.network().handOverSlowly();
		TestWaiter caller = pool.lease(HOST);
		pool.close();
		pool.abort();
		assertThat(caller.handOver()).isFalse();
		assertThat(pool).hasAcquired(0).hasActive(0).hasClosed(CloseReason.ABORTED, 1);
		assertThat(pool.events().events(Released.class)).isEmpty();
		caller.findDead(CloseReason.ABORTED);
		assertThat(pool).hasRejected(1);
	}

	@Test
	void whenAbortedCallEndsThenNothingIsCountedTwice() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(1));
		TestWaiter caller = pool.lease(HOST);
		this.rig.network().closeSlowly();
		pool.close();
		pool.abort();
		pool.engine().released(caller.lease(), this.rig.now());
		assertThat(pool).hasClosed(CloseReason.ABORTED, 1).hasClosing(1);
	}

	@Test
	void whenSocketsAreStillClosingThenPoolIsNotEmpty() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(1));
		pool.warmUp(1, HOST);
		this.rig.network().closeSlowly();
		pool.close();
		assertThat(pool.engine().isEmpty()).isFalse();
		this.rig.network().finishClosing();
		assertThat(pool.engine().isEmpty()).isTrue();
	}

	@Test
	void whenPoolIsClosedThenItsSlotsServeThoseWhoWaitInAnother() {
		this.rig.limitTotal(1);
		TestPool pool = this.rig.pool(TestSettings.maxConnections(1));
		TestWaiter active = pool.lease(HOST);
		pool.acquire("payments");
		TestPool other = this.rig.pool(TestSettings.maxConnections(1));
		TestWaiter caller = other.acquire(HOST);
		pool.close();
		active.release();
		assertThat(caller).isServedBy(this.rig.network().answer());
	}

	/**
	 * Closes the pool when a connection is closed, before what follows from that is done.
	 */
	private static final class PoolCloser implements HttpPoolListener {

		private TestPool pool;

		@Override
		public void closed(Closed event) {
			this.pool.close();
		}

	}

}
