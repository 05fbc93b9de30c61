package io.github.httppool.pool;

import java.time.Duration;
import java.util.List;

import io.github.httppool.CloseReason;
import io.github.httppool.PoolClosedException;
import io.github.httppool.PoolState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Taking one pool out of use and back.
 */
class TakeOutTests {

	private static final String HOST = "orders";

	private static final Duration TIMEOUT = Duration.ofSeconds(20);

	@RegisterExtension
	private final PoolRig rig = new PoolRig();

	private final TestPool pool = this.rig.pool(TestSettings.maxConnections(2).acquireTimeout(Duration.ofMinutes(1)));

	private TestDrain takeOut() {
		return this.rig.drain(DrainPurpose.TAKE_OUT, TIMEOUT, this.pool);
	}

	private void assertState(PoolState expected) {
		assertThat(this.pool.snapshot().state()).isEqualTo(expected);
		assertThat(this.pool.engine().drains().state()).isEqualTo(expected);
	}

	private void runTimers() {
		this.rig.pass(Duration.ZERO);
	}

	@Test
	void whenNothingIsUnderWayThenThePoolIsDrainedAtOnce() {
		this.pool.warmUp(2, HOST);
		takeOut().assertFigures(0, 0, 0, 0);
		assertState(PoolState.DRAINED);
		assertThat(this.pool).hasIdle(0).hasClosed(CloseReason.DRAINED, 2);
	}

	@Test
	void whenAPoolIsTakenOutThenNewCallsAreRefusedAndToldHowToBringItBack() {
		TestWaiter call = this.pool.lease(HOST);
		TestDrain drain = takeOut();
		assertState(PoolState.DRAINING);
		this.rig.pass(Duration.ofMillis(1800));
		assertThat(this.pool.acquire(HOST)).failure()
			.isInstanceOf(PoolClosedException.class)
			.hasMessage("no connection to orders:80: pool 'pool-0' was taken out of use by HttpPool.drain() 1.8 s ago; "
					+ "HttpPool.resume() brings it back");
		call.release();
		runTimers();
		drain.assertFigures(1, 0, 1, 0);
		assertState(PoolState.DRAINED);
		assertThat(this.pool.acquire(HOST)).failure().isInstanceOf(PoolClosedException.class);
		assertThat(this.pool).hasRejected(2);
	}

	@Test
	void whenAPoolIsTakenOutThenIdleConnectionsAreClosedNowAndAsTheyAreReturned() {
		List<TestWaiter> calls = this.pool.lease(2, HOST);
		calls.get(0).release();
		takeOut();
		assertThat(this.pool).hasIdle(0).hasClosed(CloseReason.DRAINED, 1);
		calls.get(1).release();
		assertThat(this.pool).hasIdle(0).hasClosed(CloseReason.DRAINED, 2);
	}

	@Test
	void whenCallsWaitThenTheyAreServedByReturnedAndByNewConnections() {
		TestWaiter call = this.pool.lease(HOST);
		List<TestWaiter> waiting = this.pool.acquire(2, HOST);
		TestDrain drain = takeOut();
		call.release();
		assertThat(waiting.get(0)).isServedBy(call.connection());
		this.rig.network().answerAll();
		assertThat(waiting.get(1)).isServed();
		waiting.forEach(TestWaiter::release);
		runTimers();
		drain.assertFigures(3, 0, 0, 0);
		assertThat(this.pool).hasIdle(0);
	}

	@Test
	void whenACallUnderWayAsksAgainThenItIsServed() {
		TestCall call = new TestCall().repeatable();
		TestWaiter first = this.pool.lease(HOST, call);
		TestDrain drain = takeOut();
		first.release();
		TestWaiter second = this.pool.lease("elsewhere", call);
		assertThat(second).isServed();
		second.release();
		runTimers();
		drain.assertWaits();
		second.goesNoFurther();
		runTimers();
		drain.assertFigures(1, 0, 0, 0);
	}

	@Test
	void whenTheTimeIsUpThenCallsAreAbortedAndTheNextAttemptIsRefused() {
		TestCall call = new TestCall().repeatable();
		TestWaiter first = this.pool.lease(HOST, call);
		first.release();
		this.pool.lease(HOST);
		TestDrain drain = takeOut();
		this.rig.pass(TIMEOUT);
		drain.assertFigures(0, 2, 0, 0);
		assertState(PoolState.DRAINED);
		assertThat(this.pool.acquire(HOST, call)).failure().hasMessageContaining("the call was aborted");
		first.goesNoFurther();
		assertThat(this.pool).hasActive(0).hasClosed(CloseReason.ABORTED, 1);
	}

	@Test
	void whenADrainedPoolIsResumedThenItServesCalls() {
		TestDrain drain = takeOut();
		drain.resume();
		assertState(PoolState.RUNNING);
		this.pool.lease(HOST).release();
		assertThat(this.pool).hasIdle(1);
	}

	@Test
	void whenAPoolIsResumedDuringTheDrainThenThatEndsAndCallsGoOn() {
		List<TestWaiter> calls = this.pool.lease(2, HOST);
		TestDrain drain = takeOut();
		calls.get(0).release();
		this.pool.acquire(HOST);
		drain.resume();
		drain.assertFigures(1, 0, 1, 0);
		assertState(PoolState.RUNNING);
		assertThat(this.rig.timers().left()).doesNotContain(TIMEOUT);
		this.rig.pass(TIMEOUT);
		assertThat(calls.get(1).isBrokenOff()).isFalse();
		calls.get(1).release();
		assertThat(this.pool).hasIdle(1);
	}

	@Test
	void whenAPoolIsTakenOutAgainAfterItWasResumedThenTheNewDrainCounts() {
		TestWaiter call = this.pool.lease(HOST);
		takeOut().resume();
		TestDrain again = takeOut();
		assertState(PoolState.DRAINING);
		call.release();
		runTimers();
		again.assertFigures(1, 0, 0, 0);
		assertState(PoolState.DRAINED);
	}

	@Test
	void whenAPoolIsTakenOutAlreadyThenItCannotBeOnceMore() {
		takeOut();
		assertThatIllegalStateException().isThrownBy(this::takeOut)
			.withMessage("pool 'pool-0' is DRAINED and cannot be drained");
	}

	@Test
	void whenAllPoolsAreDrainedMeanwhileThenBothDrainsCount() {
		TestWaiter call = this.pool.lease(HOST);
		TestDrain drain = takeOut();
		TestDrain stop = this.rig.drain(DrainPurpose.STOP, TIMEOUT, this.pool);
		this.pool.acquire(HOST);
		call.release();
		runTimers();
		this.rig.pass(Drain.SETTLING);
		drain.assertFigures(1, 0, 1, 0);
		stop.assertFigures(1, 0, 1, 0);
		assertState(PoolState.DRAINED);
	}

	@Test
	void whenAllPoolsAreDrainedWithoutTimeMeanwhileThenBothCountTheAbortedCall() {
		this.pool.lease(HOST);
		TestDrain drain = takeOut();
		this.rig.drain(DrainPurpose.STOP, Duration.ZERO, this.pool).assertFigures(0, 1, 0, 0);
		runTimers();
		drain.assertFigures(0, 1, 0, 0);
		assertState(PoolState.DRAINED);
	}

	// Closing

	@Test
	void whenPoolsAreClosedThenTheyServeCallsUntilItIsQuiet() {
		TestWaiter call = this.pool.lease(HOST);
		TestDrain close = this.rig.drain(DrainPurpose.CLOSE, TIMEOUT, this.pool);
		assertState(PoolState.RUNNING);
		TestWaiter during = this.pool.lease(HOST);
		call.release();
		during.release();
		this.rig.pass(Drain.SETTLING);
		this.rig.pass(Drain.SETTLING);
		close.assertFigures(2, 0, 0, 0);
		assertState(PoolState.CLOSED);
		assertThat(this.pool.acquire(HOST)).failure().isInstanceOf(PoolClosedException.class);
		assertThat(this.pool.engine().isEmpty()).isTrue();
	}

	@Test
	void whenPoolsAreClosedWithoutTimeThenCallsAreAborted() {
		this.pool.lease(2, HOST);
		this.pool.acquire(HOST);
		this.rig.drain(DrainPurpose.CLOSE, Duration.ZERO, this.pool).assertFigures(0, 3, 0, 0);
		assertThat(this.pool.engine().isEmpty()).isTrue();
	}

	@Test
	void whenAPoolIsClosedWhileItIsTakenOutThenThatDrainEndsWithIt() {
		this.pool.lease(HOST);
		TestDrain drain = takeOut();
		this.rig.drain(DrainPurpose.CLOSE, Duration.ZERO, this.pool).assertFigures(0, 1, 0, 0);
		drain.assertFigures(0, 1, 0, 0);
		assertState(PoolState.CLOSED);
	}

	@Test
	void whenAPoolIsClosedThenItIsNeitherTakenOutNorResumed() {
		this.pool.close();
		assertThatIllegalStateException().isThrownBy(this::takeOut).withMessage("pool 'pool-0' is closed");
		assertThatIllegalStateException().isThrownBy(() -> this.pool.engine().drains().resume(this.rig.now()))
			.withMessage("pool 'pool-0' is closed and cannot be resumed");
	}

}
