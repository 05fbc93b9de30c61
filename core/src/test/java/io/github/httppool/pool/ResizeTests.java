package io.github.httppool.pool;

import java.util.List;

import io.github.httppool.CloseReason;
import io.github.httppool.HttpPoolSettings.Pool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Changing the limit of a pool at work.
 */
class ResizeTests {

	private static final String HOST = "orders";

	@RegisterExtension
	private final PoolRig rig = new PoolRig();

	@Test
	void whenLimitGrowsThenThoseWhoWaitAreDialedForAtOnce() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(1).maxPending(10));
		pool.lease(HOST);
		pool.acquire(3, HOST);
		pool.resize(3);
		assertThat(pool).hasConnecting(2);
	}

	@Test
	void whenLimitShrinksThenIdleConnectionsAreClosedNow() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(5));
		pool.warmUp(5, HOST);
		pool.resize(2);
		assertThat(pool).hasIdle(2).hasClosed(CloseReason.SHRUNK, 3);
	}

	@Test
	void whenLimitShrinksThenTheLeastRecentlyUsedGoFirst() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(2));
		List<TestWaiter> callers = pool.lease(2, HOST);
		callers.forEach(TestWaiter::release);
		pool.resize(1);
		assertThat(callers.get(0).connection().closeReason()).isEqualTo(CloseReason.SHRUNK);
		assertThat(callers.get(1).connection().closeReason()).isNull();
	}

	@Test
	void whenLimitShrinksThenActiveConnectionsAreClosedOnReturn() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(3));
		List<TestWaiter> callers = pool.lease(3, HOST);
		pool.resize(1);
		assertThat(pool).hasActive(3);
		callers.forEach(TestWaiter::release);
		assertThat(pool).hasIdle(1).hasClosed(CloseReason.SHRUNK, 2);
	}

	@Test
	void whenLimitShrinksThenWhoWaitsIsServedByThoseThatMayStay() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(2));
		List<TestWaiter> active = pool.lease(2, HOST);
		TestWaiter caller = pool.acquire(HOST);
		pool.resize(1);
		active.get(0).release();
		assertThat(caller).isWaiting();
		active.get(1).release();
		assertThat(caller).isServedBy(active.get(1).connection());
	}

	@Test
	void whenLimitShrinksThenDialsUnderWayMayEndOverIt() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(2));
		List<TestWaiter> callers = pool.acquire(2, HOST);
		pool.resize(1);
		this.rig.network().answerAll();
		assertThat(callers.get(0)).isServed();
		assertThat(callers.get(1)).isWaiting();
		assertThat(pool).hasActive(1).hasClosed(CloseReason.SHRUNK, 1);
	}

	@ParameterizedTest
	@ValueSource(ints = { -1, 0, 501 })
	void whenLimitIsNonsenseThenItIsRefused(int nonsense) {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(2));
		assertThatIllegalArgumentException().isThrownBy(() -> pool.resize(nonsense))
			.withMessage(
					"maxConnections must be between 1 and 500 (httppool.max-total-connections), but was " + nonsense);
		assertThat(pool.engine().settings().pool().maxConnections()).isEqualTo(2);
	}

	@Test
	void whenTheLimitOfIdleOnesFollowedTheOldOneThenItFollowsTheNewOne() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(2).maxPending(4));
		pool.resize(7);
		Pool resized = pool.engine().settings().pool();
		assertThat(resized.maxIdleConnections()).isEqualTo(7);
		assertThat(resized.maxPendingAcquires()).isEqualTo(4);
	}

	/**
	 * For a while both limits were the same, which does not make one follow the other.
	 */
	@Test
	void whenTheLimitGoesDownAndUpAgainThenTheLimitOfIdleOnesIsAsConfigured() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(50).maxIdle(20));
		pool.resize(10);
		assertThat(pool.engine().settings().pool().maxIdleConnections()).isEqualTo(10);
		pool.resize(20);
		pool.resize(50);
		assertThat(pool.engine().settings().pool().maxIdleConnections()).isEqualTo(20);
	}

	@Test
	void whenOtherLimitsWereSetThenTheyStay() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(5).maxIdle(3).maxPending(4));
		pool.resize(7);
		Pool resized = pool.engine().settings().pool();
		assertThat(resized.maxIdleConnections()).isEqualTo(3);
		assertThat(resized.maxPendingAcquires()).isEqualTo(4);
	}

	@Test
	void whenPoolIsResizedThenEveryFigureTellsTheNewLimit() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(2));
		pool.lease(HOST);
		pool.resize(7);
		assertThat(pool.snapshot().maxConnections()).isEqualTo(7);
		assertThat(pool.snapshot().hosts().get(0).maxConnections()).isEqualTo(7);
	}

}
