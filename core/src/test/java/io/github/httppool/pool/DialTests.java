package io.github.httppool.pool;

import java.net.ConnectException;
import java.time.Duration;
import java.util.List;

import io.github.httppool.CloseReason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

/**
 * When connections are dialed, and what becomes of dials that fail.
 */
class DialTests {

	private static final String HOST = "orders";

	private static final Duration SHORT_LEASE = Duration.ofMillis(1);

	private static final Duration SLOW_DIAL = Duration.ofMillis(200);

	/** Between a dial that failed and the next one. */
	private static final Duration PAUSE = Duration.ofNanos(DialBackoff.FIRST_PAUSE_NANOS);

	@RegisterExtension
	private final PoolRig rig = new PoolRig();

	// How many

	@Test
	void whenFiftyCallersComeToColdPoolThenFiftyConnectionsAreDialedAtOnce() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(50));
		pool.acquire(50, HOST);
		assertThat(pool).hasConnecting(50);
	}

	@Test
	void whenLeasesAreShortThenBurstIsServedByFewDials() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(50));
		List<TestWaiter> active = warm(pool, 5);
		pool.acquire(45, HOST);
		releaseAll(pool, active, SHORT_LEASE);
		assertThat(pool).hasPending(0);
		assertThat(this.rig.network().dialed() - 5).isBetween(1, 2);
	}

	@Test
	void whenLeasesTurnOutLongThenDialsFollow() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(50));
		warm(pool, 5);
		pool.acquire(45, HOST);
		assertThat(pool).hasConnecting(1);
		this.rig.pass(SLOW_DIAL.multipliedBy(10));
		this.rig.network().answer();
		assertThat(pool.snapshot().connecting()).isGreaterThan(40);
	}

	@Test
	void whenAnybodyWaitsThenThereIsDialUnderWay() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(50));
		warm(pool, 49);
		pool.acquire(HOST);
		assertThat(pool).hasConnecting(1);
	}

	@Test
	void whenThereIsNoRoomThenNothingIsDialed() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(5));
		warm(pool, 5);
		pool.acquire(HOST);
		assertThat(pool).hasConnecting(0);
	}

	/**
	 * Leases so many connections, of which the pool knows that they are slow to dial and
	 * are leased for a short time.
	 */
	private List<TestWaiter> warm(TestPool pool, int connections) {
		List<TestWaiter> callers = pool.acquire(connections, HOST);
		this.rig.pass(SLOW_DIAL);
		this.rig.network().answerAll();
		this.rig.pass(SHORT_LEASE);
		callers.forEach(TestWaiter::release);
		return pool.acquire(connections, HOST);
	}

	private void releaseAll(TestPool pool, List<TestWaiter> active, Duration lease) {
		List<TestWaiter> leasing = active;
		while (!leasing.isEmpty()) {
			this.rig.pass(lease);
			leasing.forEach(TestWaiter::release);
			leasing = List.copyOf(pool.leasing());
		}
	}

	// Failures

	@Test
	void whenOnlyDialFailsThenTheCallerLearnsWhy() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(2));
		TestWaiter caller = pool.acquire(HOST);
		ConnectException refused = new ConnectException("Connection refused");
		this.rig.network().refuse(refused);
		assertThat(caller).failure().isSameAs(refused);
		assertThat(pool).hasCreated(0).hasConnecting(0).hasPending(0);
	}

	@Test
	void whenAnotherDialIsUnderWayThenCallersWaitForThat() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(2));
		List<TestWaiter> callers = pool.acquire(2, HOST);
		this.rig.network().refuse();
		assertThat(callers.get(0)).isWaiting();
		assertThat(callers.get(0)).isServedBy(this.rig.network().answer());
	}

	@Test
	void whenCallersKeepComingToDeadHostThenEachLearnsWhyOnceTheDialsOfItsTimeHaveFailed() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(10));
		TestWaiter first = pool.acquire(HOST);
		TestWaiter second = pool.acquire(HOST);
		this.rig.network().refuse();
		assertThat(first).isWaiting();
		TestWaiter third = pool.acquire(HOST);
		this.rig.network().refuse();
		assertThat(first).failure().isInstanceOf(ConnectException.class);
		assertThat(second).failure().isInstanceOf(ConnectException.class);
		assertThat(third).isWaiting();
		this.rig.pass(PAUSE);
		pool.acquire(HOST);
		this.rig.network().refuse();
		assertThat(third).failure().isInstanceOf(ConnectException.class);
	}

	@Test
	void whenAllDialsFailThenAllCallersTheyWereForFail() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(3));
		List<TestWaiter> callers = pool.acquire(3, HOST);
		this.rig.network().refuseAll();
		callers.forEach((caller) -> assertThat(caller).failure().isInstanceOf(ConnectException.class));
	}

	@Test
	void whenThereIsLiveConnectionThenTheCallerWaitsForThat() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(2));
		TestWaiter active = pool.lease(HOST);
		TestWaiter caller = pool.acquire(HOST);
		this.rig.network().refuse();
		assertThat(caller).isWaiting();
		active.release();
		assertThat(caller).isServedBy(active.connection());
	}

	@Test
	void whenThereIsLiveConnectionThenFailedDialIsNotRepeated() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(2));
		pool.lease(HOST);
		pool.acquire(HOST);
		this.rig.network().refuse();
		assertThat(pool).hasConnecting(0).hasPending(1);
	}

	@Test
	void whenLastLiveConnectionEndsThenDialIsRepeatedForThoseWhoWaitedForIt() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(2));
		TestWaiter active = pool.lease(HOST);
		TestWaiter caller = pool.acquire(HOST);
		this.rig.network().refuse();
		active.breakOff(CloseReason.NOT_PERSISTENT);
		assertThat(pool).hasConnecting(1);
		this.rig.network().refuse();
		assertThat(caller).failure();
	}

	@Test
	void whenHostAnswersAgainThenDialIsRepeatedForThoseWhoWait() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(3));
		pool.lease(HOST);
		pool.acquire(2, HOST);
		this.rig.network().refuse();
		this.rig.network().answer();
		assertThat(pool).hasPending(1).hasConnecting(1);
	}

	@Test
	void whenSweptThenDialIsRepeatedForThoseWhoWait() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(2));
		pool.lease(HOST);
		pool.acquire(HOST);
		this.rig.network().refuse();
		pool.sweep();
		assertThat(pool).hasConnecting(1);
	}

	@Test
	void whenHostRefusesAllConnectionsThenDialsComeToAnEnd() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(10).maxPending(100));
		List<TestWaiter> callers = pool.acquire(50, HOST);
		this.rig.network().refuseAll();
		assertThat(this.rig.network().dialed()).isEqualTo(10);
		this.rig.pass(PAUSE);
		this.rig.network().refuseAll();
		callers.forEach((caller) -> assertThat(caller).failure());
		assertThat(this.rig.network().dialed()).isEqualTo(11);
	}

	@Test
	void whenCallerComesAfterTheFailureThenItGetsDialOfItsOwn() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(3));
		pool.lease(HOST);
		TestWaiter early = pool.acquire(HOST);
		this.rig.network().refuse();
		TestWaiter late = pool.acquire(HOST);
		assertThat(pool).hasConnecting(1);
		assertThat(early).isServedBy(this.rig.network().answer());
		assertThat(late).isServedBy(this.rig.network().answer());
	}

	@Test
	void whenCallerComesWhileTheOnlyDialFailsThenItIsDialedFor() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(1));
		TestWaiter early = pool.acquire(HOST);
		TestWaiter late = pool.acquire(HOST);
		this.rig.network().refuse();
		assertThat(early).failure();
		this.rig.pass(PAUSE);
		assertThat(late).isServedBy(this.rig.network().answer());
	}

	@Test
	void whenDialThrowsThenItHasFailed() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(1));
		ThrowingWaiter caller = new ThrowingWaiter(pool, new IllegalStateException("no event loop"));
		pool.engine().acquire(caller, this.rig.now());
		assertThat(caller.failure).hasMessage("no event loop");
	}

	@Test
	void whenDialEndsInErrorThenItHasFailedToo() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(1));
		ThrowingWaiter caller = new ThrowingWaiter(pool, new NoClassDefFoundError("io/netty/channel/epoll/Native"));
		assertThatCode(() -> pool.engine().acquire(caller, this.rig.now())).doesNotThrowAnyException();
		assertThat(caller.failure).isInstanceOf(NoClassDefFoundError.class);
		assertThat(pool).hasConnecting(0);
	}

	/**
	 * ReactorAcquire that cannot dial.
	 */
	private static final class ThrowingWaiter extends PendingAcquire {

		private final Throwable error;

		private Throwable failure;

		ThrowingWaiter(TestPool pool, Throwable error) {
			super(TestPool.address(HOST), 1, pool.now());
			this.error = error;
		}

		@Override
		protected void serve(Lease lease) {
			throw new AssertionError("there is no connection");
		}

		@Override
		protected void fail(Throwable error) {
			this.failure = error;
		}

		@Override
		protected DialConfig dialConfig() {
			FakeDialConfig config = (entry) -> {
				if (this.error instanceof Error fatal) {
					throw fatal;
				}
				throw (RuntimeException) this.error;
			};
			return config;
		}

	}

}
