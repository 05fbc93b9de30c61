package io.github.httppool.pool;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;

import io.github.httppool.CloseReason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The limit of connections over all hosts and pools, and how those it keeps back are
 * served.
 */
class TotalLimitTests {

	private static final String BUSY = "busy";

	private static final String HOST = "orders";

	@RegisterExtension
	private final PoolRig rig = new PoolRig();

	@Test
	void whenTotalIsUsedUpThenAnotherHostHasNoRoom() {
		this.rig.limitTotal(2);
		TestPool pool = this.rig.pool(TestSettings.maxConnections(2));
		pool.lease(2, BUSY);
		pool.acquire(HOST);
		assertThat(pool).hasConnecting(0).hasPending(1);
	}

	@Test
	void whenTotalIsUsedUpThenAnotherPoolHasNoRoom() {
		this.rig.limitTotal(2);
		this.rig.pool(TestSettings.maxConnections(2)).lease(2, HOST);
		TestPool other = this.rig.pool(TestSettings.maxConnections(2));
		other.acquire(HOST);
		assertThat(other).hasConnecting(0).hasPending(1);
	}

	@Test
	void whenConnectionElsewhereEndsThenWhoWaitsGetsItsSlot() {
		this.rig.limitTotal(1);
		TestPool pool = this.rig.pool(TestSettings.maxConnections(1));
		TestWaiter active = pool.lease(BUSY);
		TestWaiter caller = pool.acquire(HOST);
		active.breakOff(CloseReason.NOT_PERSISTENT);
		assertThat(caller).isServedBy(this.rig.network().answer());
	}

	@Test
	void whenDialElsewhereFailsThenWhoWaitsGetsItsSlot() {
		this.rig.limitTotal(1);
		TestPool pool = this.rig.pool(TestSettings.maxConnections(1));
		pool.acquire(BUSY);
		TestWaiter caller = pool.acquire(HOST);
		this.rig.network().refuse();
		assertThat(caller).isServedBy(this.rig.network().answer());
	}

	@Test
	void whenTooManyAreIdleThenTheLeastRecentlyUsedOfAllIsClosed() {
		this.rig.limitTotal(10, 2);
		TestPool pool = this.rig.pool(TestSettings.maxConnections(2));
		TestWaiter oldest = pool.lease(BUSY);
		oldest.release();
		pool.warmUp(2, HOST);
		assertThat(oldest.connection().closeReason()).isEqualTo(CloseReason.EVICTED);
		assertThat(pool).hasIdle(2);
	}

	// Stealing

	@Test
	void whenTotalIsUsedUpThenTheLeastRecentlyUsedIdleConnectionElsewhereGivesUpItsSlot() {
		this.rig.limitTotal(2);
		TestPool pool = this.rig.pool(TestSettings.maxConnections(2));
		List<TestWaiter> callers = pool.lease(2, BUSY);
		callers.forEach(TestWaiter::release);
		TestWaiter caller = pool.acquire(HOST);
		assertThat(callers.get(0).connection().closeReason()).isEqualTo(CloseReason.STOLEN);
		assertThat(caller).isServedBy(this.rig.network().answer());
		assertThat(pool).hasIdle(1).hasActive(1);
	}

	@Test
	void whenTotalIsUsedUpThenIdleConnectionOfAnotherPoolGivesUpItsSlot() {
		this.rig.limitTotal(1);
		TestPool pool = this.rig.pool(TestSettings.maxConnections(1));
		pool.warmUp(1, HOST);
		TestPool other = this.rig.pool(TestSettings.maxConnections(1));
		TestWaiter caller = other.acquire(HOST);
		assertThat(caller).isServedBy(this.rig.network().answer());
		assertThat(pool).hasClosed(CloseReason.STOLEN, 1).hasHosts(0);
	}

	@Test
	void whenStolenConnectionIsClosingThenItsSlotIsStillTaken() {
		this.rig.limitTotal(1);
		TestPool pool = this.rig.pool(TestSettings.maxConnections(1));
		pool.warmUp(1, BUSY);
		this.rig.network().closeSlowly();
		pool.acquire(HOST);
		assertThat(pool).hasClosing(1).hasConnecting(0);
	}

	@Test
	void whenConnectionBecomesIdleThenWhoWaitsElsewhereGetsItsSlot() {
		this.rig.limitTotal(1);
		TestPool pool = this.rig.pool(TestSettings.maxConnections(1));
		TestWaiter active = pool.lease(BUSY);
		TestWaiter caller = pool.acquire(HOST);
		active.release();
		assertThat(caller).isServedBy(this.rig.network().answer());
		assertThat(pool).hasClosed(CloseReason.STOLEN, 1);
	}

	@Test
	void whenReturnedConnectionSuitsWhoWaitsThenItIsNotStolenForItsOwnHost() {
		this.rig.limitTotal(1);
		TestPool pool = this.rig.pool(TestSettings.maxConnections(2));
		TestWaiter active = pool.lease(HOST);
		TestWaiter caller = pool.acquire(HOST);
		active.release();
		assertThat(caller).isServedBy(active.connection());
		assertThat(pool).hasClosedNothing();
	}

	@Test
	void whenHostHasLittleRoomThenNoMoreConnectionsAreStolenThanItMayOpen() {
		this.rig.limitTotal(6);
		TestPool idle = this.rig.pool(TestSettings.maxConnections(5));
		idle.warmUp(5, BUSY);
		TestPool small = this.rig.pool(TestSettings.maxConnections(2).maxPending(10));
		small.lease(HOST);
		this.rig.network().closeSlowly();
		small.acquire(5, HOST);
		assertThat(idle).hasClosed(CloseReason.STOLEN, 1);
	}

	@Test
	void whenWhoWaitedHasGoneThenNoConnectionIsStolenForIt() {
		this.rig.limitTotal(2);
		TestPool pool = this.rig.pool(TestSettings.maxConnections(2));
		List<TestWaiter> active = pool.lease(2, BUSY);
		TestWaiter stays = pool.acquire(HOST);
		TestWaiter goes = pool.acquire("payments");
		goes.cancel();
		this.rig.network().closeSlowly();
		active.forEach(TestWaiter::release);
		assertThat(stays).isWaiting();
		assertThat(pool).hasClosing(1).hasIdle(1);
	}

	// Fairness

	@Test
	void whenSlotsAreFreeAgainThenCallersAreServedInOrderOfArrivalOverAllHosts() {
		this.rig.limitTotal(1);
		TestPool pool = this.rig.pool(TestSettings.maxConnections(3));
		TestPool other = this.rig.pool(TestSettings.maxConnections(3));
		TestWaiter active = pool.lease(BUSY);
		List<TestWaiter> waiting = List.of(pool.acquire("a"), other.acquire("b"), pool.acquire("b"),
				other.acquire("a"));
		for (TestWaiter next : waiting) {
			assertThat(next).isWaiting();
			active.release();
			this.rig.network().answerAll();
			assertThat(next).isServed();
			active = next;
		}
	}

	@Test
	void whenAnotherHostHasAnEndlessQueueThenNobodyStarves() {
		this.rig.limitTotal(2);
		TestPool pool = this.rig.pool(TestSettings.maxConnections(2).maxPending(100));
		EndlessQueue queue = new EndlessQueue(pool, 2);
		TestWaiter caller = pool.acquire(HOST);
		queue.serve(20);
		assertThat(caller).isServed();
	}

	@Test
	void whenTheHostOfAnEndlessQueueHasRoomThenNobodyStarvesEither() {
		this.rig.limitTotal(2);
		TestPool pool = this.rig.pool(TestSettings.maxConnections(100));
		EndlessQueue queue = new EndlessQueue(pool, 2);
		TestWaiter caller = pool.acquire(HOST);
		queue.serve(20);
		assertThat(caller).isServed();
	}

	@Test
	void whenCallerIsServedElsewhereFirstThenOnlyItsOwnSlotIsTaken() {
		this.rig.limitTotal(2);
		TestPool pool = this.rig.pool(TestSettings.maxConnections(100));
		EndlessQueue queue = new EndlessQueue(pool, 2);
		pool.acquire(HOST);
		queue.serve(20);
		assertThat(pool).hasClosed(CloseReason.STOLEN, 1);
	}

	@Test
	void whenOthersComeAndGoThenWhoCameFirstKeepsItsPlace() {
		this.rig.limitTotal(1);
		TestPool pool = this.rig.pool(TestSettings.maxConnections(10));
		TestWaiter active = pool.lease(BUSY);
		TestWaiter first = pool.acquire(HOST);
		TestWaiter second = pool.acquire("payments");
		TestWaiter fickle = pool.acquire(HOST);
		fickle.cancel();
		active.release();
		this.rig.network().answerAll();
		assertThat(first).isServed();
		assertThat(second).isWaiting();
	}

	@Test
	void whenCallerWhoseDialIsHeldBackGoesThenTheNextOfItsHostIsHeldBackInItsStead() {
		this.rig.limitTotal(2);
		TestPool busy = this.rig.pool(TestSettings.maxConnections(2));
		TestWaiter elsewhere = busy.lease(BUSY);
		TestPool pool = this.rig.pool(TestSettings.maxConnections(2).maxPending(10));
		pool.lease(HOST);
		List<TestWaiter> waiting = pool.acquire(2, HOST);
		waiting.get(0).cancel();
		elsewhere.release();
		assertThat(waiting.get(1)).isServedBy(this.rig.network().answer());
	}

	@Test
	void whenCallersHaveComeBetweenThenTheyAreServedBetween() {
		this.rig.limitTotal(1);
		TestPool pool = this.rig.pool(TestSettings.maxConnections(10));
		TestWaiter active = pool.lease(BUSY);
		TestWaiter first = pool.acquire(HOST);
		TestWaiter second = pool.acquire("payments");
		TestWaiter third = pool.acquire(HOST);
		active.release();
		this.rig.network().answerAll();
		assertThat(first).isServed();
		first.release();
		this.rig.network().answerAll();
		assertThat(second).isServed();
		assertThat(third).isWaiting();
	}

	/**
	 * Callers of a busy host, one of whom comes as soon as another is served.
	 */
	private static final class EndlessQueue {

		private final TestPool pool;

		private final Queue<TestWaiter> callers = new ArrayDeque<>();

		EndlessQueue(TestPool pool, int connections) {
			this.pool = pool;
			this.callers.addAll(pool.lease(connections, BUSY));
			this.callers.addAll(pool.acquire(connections, BUSY));
		}

		void serve(int calls) {
			for (int i = 0; i < calls; i++) {
				this.callers.add(this.pool.acquire(BUSY));
				this.callers.remove().release();
				this.pool.network().answerAll();
			}
		}

	}

	@Test
	void whenTheLastSlotIsFreeThenAllWhoWaitForThatAreTold() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(1));
		TestWaiter call = pool.lease("orders");
		StringBuilder told = new StringBuilder();
		this.rig.total().whenUnused(() -> told.append("first "));
		this.rig.total().whenUnused(() -> told.append("second "));
		assertThat(told).isEmpty();
		call.breakOff(CloseReason.NOT_PERSISTENT);
		assertThat(told).hasToString("first second ");
		this.rig.total().whenUnused(() -> told.append("third"));
		assertThat(told).hasToString("first second third");
	}

}
