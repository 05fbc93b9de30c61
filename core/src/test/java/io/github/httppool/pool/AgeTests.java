package io.github.httppool.pool;

import java.time.Duration;
import java.util.List;

import io.github.httppool.CloseReason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How long connections live.
 */
class AgeTests {

	private static final String HOST = "orders";

	private static final Duration MOMENT = Duration.ofNanos(1);

	@RegisterExtension
	private final PoolRig rig = new PoolRig();

	// Idle time

	@Test
	void whenConnectionHasBeenIdleTooLongThenSweepClosesIt() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(1));
		pool.warmUp(1, HOST);
		this.rig.pass(TestSettings.MAX_IDLE_TIME.minus(MOMENT));
		pool.sweep();
		assertThat(pool).hasIdle(1);
		this.rig.pass(MOMENT);
		pool.sweep();
		assertThat(pool).hasIdle(0).hasClosed(CloseReason.IDLE_TIMEOUT, 1);
	}

	@Test
	void whenConnectionHasBeenIdleTooLongThenItIsNotHandedOutBetweenSweeps() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(1));
		pool.warmUp(1, HOST);
		this.rig.pass(TestSettings.MAX_IDLE_TIME);
		TestWaiter caller = pool.acquire(HOST);
		assertThat(pool).hasClosed(CloseReason.IDLE_TIMEOUT, 1);
		assertThat(caller).isServedBy(this.rig.network().answer());
	}

	@Test
	void whenConnectionIsUsedNowAndThenThenItStaysOpen() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(1));
		pool.warmUp(1, HOST);
		for (int i = 0; i < 10; i++) {
			this.rig.pass(TestSettings.MAX_IDLE_TIME.minus(MOMENT));
			pool.sweep();
			pool.acquire(HOST).release();
		}
		assertThat(pool).hasIdle(1).hasClosedNothing();
	}

	@Test
	void whenSomeConnectionsAreIdleTooLongThenSweepLeavesTheOthers() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(2));
		List<TestWaiter> callers = pool.lease(2, HOST);
		callers.get(0).release();
		this.rig.pass(MOMENT);
		callers.get(1).release();
		this.rig.pass(TestSettings.MAX_IDLE_TIME.minus(MOMENT));
		pool.sweep();
		assertThat(callers.get(0).connection().closeReason()).isEqualTo(CloseReason.IDLE_TIMEOUT);
		assertThat(callers.get(1).connection().closeReason()).isNull();
	}

	@Test
	void whenCallIsLongThenSweepLeavesItAlone() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(1));
		pool.lease(HOST);
		this.rig.pass(TestSettings.MAX_LIFE_TIME.multipliedBy(2));
		pool.sweep();
		assertThat(pool).hasActive(1).hasClosedNothing();
	}

	// Life time

	@Test
	void whenConnectionIsTooOldThenItIsClosedOnReturn() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(1));
		TestWaiter caller = pool.lease(HOST);
		this.rig.pass(TestSettings.MAX_LIFE_TIME);
		caller.release();
		assertThat(pool).hasIdle(0).hasClosed(CloseReason.MAX_LIFETIME, 1);
	}

	@Test
	void whenConnectionIsTooOldThenWhoWaitsGetsFreshOne() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(1));
		TestWaiter active = pool.lease(HOST);
		this.rig.pass(TestSettings.MAX_LIFE_TIME);
		TestWaiter caller = pool.acquire(HOST);
		active.release();
		assertThat(caller).isServedBy(this.rig.network().answer());
	}

	@Test
	void whenIdleConnectionGrowsTooOldThenSweepClosesIt() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(1));
		TestWaiter caller = pool.lease(HOST);
		this.rig.pass(TestSettings.MAX_LIFE_TIME.minus(MOMENT));
		caller.release();
		assertThat(pool).hasIdle(1);
		this.rig.pass(MOMENT);
		pool.sweep();
		assertThat(pool).hasClosed(CloseReason.MAX_LIFETIME, 1);
	}

	@Test
	void whenLivesAreJitteredThenNoneIsShorterThanItsShare() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(50).jitter(0.1));
		List<TestWaiter> callers = pool.lease(50, HOST);
		this.rig.pass(TestSettings.MAX_LIFE_TIME.multipliedBy(9).dividedBy(10).minus(MOMENT));
		callers.forEach(TestWaiter::release);
		assertThat(pool).hasIdle(50);
	}

	@Test
	void whenLivesAreJitteredThenNoneIsLonger() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(50).jitter(0.1));
		List<TestWaiter> callers = pool.lease(50, HOST);
		this.rig.pass(TestSettings.MAX_LIFE_TIME);
		callers.forEach(TestWaiter::release);
		assertThat(pool).hasClosed(CloseReason.MAX_LIFETIME, 50);
	}

	@Test
	void whenLivesAreJitteredThenConnectionsOpenedTogetherDoNotEndTogether() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(50).jitter(0.1));
		List<TestWaiter> callers = pool.lease(50, HOST);
		this.rig.pass(TestSettings.MAX_LIFE_TIME.multipliedBy(19).dividedBy(20));
		callers.forEach(TestWaiter::release);
		assertThat(pool.snapshot().idle()).isStrictlyBetween(0, 50);
	}

	// Requests

	@Test
	void whenConnectionHasServedItsRequestsThenItIsClosedOnReturn() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(1).maxRequests(2));
		pool.lease(HOST).release();
		assertThat(pool).hasIdle(1);
		pool.acquire(HOST).release();
		assertThat(pool).hasIdle(0).hasClosed(CloseReason.MAX_REQUESTS, 1);
	}

	@Test
	void whenClosedConnectionLeavesTooFewThenThoseWhoWaitAreDialedForAtOnce() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(3).maxRequests(2));
		this.rig.network().closeSlowly();
		TestWaiter first = pool.acquire(HOST);
		this.rig.pass(Duration.ofMillis(200));
		this.rig.network().answer();
		this.rig.pass(Duration.ofMillis(1));
		first.release();
		TestWaiter second = pool.acquire(HOST);
		pool.acquire(2, HOST);
		assertThat(pool).hasConnecting(1);
		second.release();
		assertThat(pool).hasClosing(1).hasConnecting(2);
	}

}
