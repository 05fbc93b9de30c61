package io.github.httppool.pool;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

import io.github.httppool.CloseReason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * When its call is over, nothing that a pool keeps leads to a caller any more: no host,
 * group, connector, slot or dial, though it was the first that needed them.
 */
class ForgottenCallerTests {

	private static final String HOST = "orders";

	private static final Duration PATIENCE = Duration.ofSeconds(15);

	@RegisterExtension
	private final PoolRig rig = new PoolRig();

	@Test
	void whenACallEndsThenOnlyItsConnectionRemains() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(1));
		assertForgotten(lease(pool, TestWaiter::release));
		assertThat(pool).hasIdle(1);
	}

	@Test
	void whenACallGivesUpItsConnectionThenTheDialAndTheSlotRemain() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(1));
		assertForgotten(acquire(pool, TestWaiter::cancel));
		assertThat(pool).hasConnecting(1);
		this.rig.network().answer();
		assertThat(pool).hasIdle(1);
	}

	@Test
	void whenACallReturnsItsConnectionUnusedThenOnlyTheConnectionRemains() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(1));
		this.rig.network().handOverSlowly();
		assertForgotten(lease(pool, TestWaiter::returnUnused));
		assertThat(pool).hasIdle(1);
	}

	@Test
	void whenACallIsServedByTheDialOfAnotherThenTheOtherIsForgottenAlone() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(1));
		AtomicReference<TestWaiter> second = new AtomicReference<>();
		assertForgotten(acquire(pool, (first) -> {
			second.set(pool.acquire(HOST));
			first.cancel();
			this.rig.network().answer();
		}));
		assertThat(second.get().lease().isHeld()).isTrue();
	}

	@Test
	void whenADialFailsAndItsCallerTimesOutThenTheGroupRemains() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(2));
		TestWaiter stays = pool.lease(HOST);
		assertForgotten(acquire(pool, (caller) -> {
			this.rig.network().refuse();
			this.rig.pass(TestSettings.ACQUIRE_TIMEOUT);
		}));
		assertThat(pool).hasTimeouts(1).hasActive(1).hasConnecting(0);
		assertThat(stays.lease().isHeld()).isTrue();
	}

	@Test
	void whenACallIsTurnedAwayThenOnlyWhatItWouldHaveDialedRemainsForTheProbe() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(2));
		Duration pause = TestSettings.ACQUIRE_TIMEOUT;
		for (int i = 0; i < 8; i++) {
			pool.acquire(HOST);
			this.rig.network().refuse();
			this.rig.pass((i < 7) ? pause : Duration.ZERO);
		}
		assertForgotten(acquire(pool, (caller) -> assertThat(caller).failure()));
		this.rig.pass(pause);
		assertThat(pool).hasConnecting(1);
	}

	@Test
	void whenACallKeptBackByTheTotalGivesUpThenItIsForgotten() {
		this.rig.limitTotal(1);
		TestPool pool = this.rig.pool(TestSettings.maxConnections(1));
		pool.lease("payments");
		TestWaiter stays = pool.acquire(HOST);
		assertForgotten(acquire(pool, TestWaiter::cancel));
		assertThat(stays).isWaiting();
	}

	@Test
	void whenTheSocketOfACallIsSlowToCloseThenOnlyTheSlotRemains() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(1));
		this.rig.network().closeSlowly();
		assertForgotten(lease(pool, (caller) -> {
			pool.close();
			pool.abort();
		}));
		assertThat(pool).hasClosing(1).hasClosed(CloseReason.ABORTED, 1);
	}

	@Test
	void whenACallIsRenewedThenTheOneBeforeIsForgotten() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(1));
		AtomicReference<TestWaiter> second = new AtomicReference<>();
		assertForgotten(lease(pool, (first) -> second.set(first.renew().orElseThrow())));
		assertThat(second.get().lease().isHeld()).isTrue();
	}

	private WeakReference<TestWaiter> acquire(TestPool pool, Consumer<TestWaiter> story) {
		TestWaiter caller = pool.acquire(HOST);
		story.accept(caller);
		return new WeakReference<>(caller);
	}

	private WeakReference<TestWaiter> lease(TestPool pool, Consumer<TestWaiter> story) {
		TestWaiter caller = pool.lease(HOST);
		story.accept(caller);
		return new WeakReference<>(caller);
	}

	private static void assertForgotten(WeakReference<TestWaiter> caller) {
		await().atMost(PATIENCE).untilAsserted(() -> {
			System.gc();
			assertThat(caller.refersTo(null)).as("forgotten").isTrue();
		});
	}

}
