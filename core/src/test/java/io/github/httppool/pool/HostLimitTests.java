package io.github.httppool.pool;

import java.util.List;

import io.github.httppool.CloseReason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The limit of connections to one host, shared by all configurations of connections.
 */
class HostLimitTests {

	private static final String HOST = "orders";

	private static final int TRUSTING = 1;

	private static final int DISTRUSTING = 2;

	@RegisterExtension
	private final PoolRig rig = new PoolRig();

	@Test
	void whenManyCallersComeThenDialsStopAtTheLimit() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(3).maxPending(100));
		pool.acquire(50, HOST);
		assertThat(pool).hasConnecting(3).hasPending(50);
	}

	@Test
	void whenConnectionsAreConfiguredDifferentlyThenTheyShareTheLimit() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(2));
		pool.lease(HOST, TRUSTING);
		pool.lease(HOST, DISTRUSTING);
		assertThat(pool.lease(HOST, TRUSTING)).isWaiting();
		assertThat(pool.lease(HOST, DISTRUSTING)).isWaiting();
		assertThat(pool).hasActive(2).hasPending(2);
	}

	@Test
	void whenHostIsFullThenAnotherHostIsNot() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(1));
		pool.lease(HOST);
		assertThat(pool.lease("payments")).isServed();
	}

	@Test
	void whenConnectionIsClosingThenItsSlotIsStillTaken() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(1));
		this.rig.network().closeSlowly();
		pool.lease(HOST).release();
		pool.evictIdle();
		pool.acquire(HOST);
		assertThat(pool).hasClosing(1).hasConnecting(0).hasPending(1);
	}

	@Test
	void whenSocketIsClosedThenItsSlotIsFree() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(1));
		this.rig.network().closeSlowly();
		pool.lease(HOST).release();
		pool.evictIdle();
		TestWaiter caller = pool.acquire(HOST);
		this.rig.network().finishClosing();
		assertThat(caller).isServedBy(this.rig.network().answer());
	}

	@Test
	void whenServerClosesConnectionThenWhoWaitsIsDialedFor() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(1));
		TestWaiter active = pool.lease(HOST);
		TestWaiter caller = pool.acquire(HOST);
		active.breakOff(CloseReason.SERVER_CLOSED_MID_RESPONSE);
		assertThat(caller).isServedBy(this.rig.network().answer());
	}

	@Test
	void whenTooManyAreIdleThenTheReturnedOneIsClosed() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(3).maxIdle(2));
		pool.warmUp(3, HOST);
		assertThat(pool).hasIdle(2).hasClosed(CloseReason.EVICTED, 1);
	}

	// Another configuration

	@Test
	void whenIdleConnectionCannotServeThenItGivesUpItsSlot() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(1));
		pool.lease(HOST, TRUSTING).release();
		TestWaiter caller = pool.acquire(HOST, DISTRUSTING);
		assertThat(pool).hasClosed(CloseReason.STOLEN, 1);
		assertThat(caller).isServedBy(this.rig.network().answer());
	}

	@Test
	void whenSeveralIdleConnectionsCannotServeThenTheLeastRecentlyUsedGivesUpItsSlot() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(2));
		List<TestWaiter> callers = pool.lease(2, HOST);
		callers.get(1).release();
		this.rig.pass(TestSettings.ACQUIRE_TIMEOUT);
		callers.get(0).release();
		pool.acquire(HOST, DISTRUSTING);
		assertThat(callers.get(1).connection().closeReason()).isEqualTo(CloseReason.STOLEN);
		assertThat(callers.get(0).connection().closeReason()).isNull();
	}

	@Test
	void whenThereIsRoomThenIdleConnectionsOfAnotherConfigurationAreLeftAlone() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(2));
		pool.lease(HOST, TRUSTING).release();
		pool.lease(HOST, DISTRUSTING);
		assertThat(pool).hasClosedNothing();
	}

	@Test
	void whenReturnedConnectionCannotServeWhoCameFirstThenItGivesUpItsSlot() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(1));
		TestWaiter active = pool.lease(HOST, TRUSTING);
		TestWaiter first = pool.acquire(HOST, DISTRUSTING);
		TestWaiter second = pool.acquire(HOST, TRUSTING);
		active.release();
		assertThat(first).isServedBy(this.rig.network().answer());
		assertThat(second).isWaiting();
	}

	@Test
	void whenSlotIsOnItsWayForWhoCameFirstThenTheNextConnectionServesTheNextCaller() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(2));
		List<TestWaiter> active = pool.lease(2, HOST);
		pool.acquire(HOST, DISTRUSTING);
		TestWaiter second = pool.acquire(HOST);
		active.get(0).release();
		active.get(1).release();
		assertThat(second).isServedBy(active.get(1).connection());
		assertThat(pool).hasConnecting(1).hasClosed(CloseReason.STOLEN, 1);
	}

	@Test
	void whenTwoCannotUseWhatIsReturnedThenTwoConnectionsGiveUpTheirSlots() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(2));
		List<TestWaiter> active = pool.lease(2, HOST);
		pool.acquire(HOST, DISTRUSTING);
		pool.acquire(HOST, DISTRUSTING);
		active.forEach(TestWaiter::release);
		assertThat(pool).hasConnecting(2).hasClosed(CloseReason.STOLEN, 2);
	}

	@Test
	void whenDialOfWhoCameFirstHasFailedThenNobodyGivesUpSlotsForIt() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(2));
		pool.lease(HOST, DISTRUSTING);
		TestWaiter first = pool.acquire(HOST, DISTRUSTING);
		this.rig.network().refuse();
		TestWaiter second = pool.acquire(HOST, TRUSTING);
		assertThat(second).isServedBy(this.rig.network().answer());
		second.release();
		assertThat(first).isWaiting();
		assertThat(pool).hasIdle(1).hasClosedNothing();
	}

}
