package io.github.httppool.pool;

import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import io.github.httppool.AbortedCall;
import io.github.httppool.CloseReason;
import io.github.httppool.DrainReceipt;
import io.github.httppool.HttpPoolListener;
import io.github.httppool.PoolClosedException;
import io.github.httppool.PoolState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Draining all pools of an application, which serve calls meanwhile.
 */
@ExtendWith(OutputCaptureExtension.class)
class DrainTests {

	private static final String HOST = "orders";

	private static final String STREAM = "GET http://orders/events";

	private static final Duration TIMEOUT = Duration.ofSeconds(20);

	private static final Duration MOMENT = Duration.ofMillis(1);

	@RegisterExtension
	private final PoolRig rig = new PoolRig();

	private final TestPool pool = this.rig.pool(TestSettings.maxConnections(2).acquireTimeout(Duration.ofMinutes(1)));

	private TestDrain stop(TestPool... pools) {
		return this.rig.drain(DrainPurpose.STOP, TIMEOUT, pools);
	}

	private void settle() {
		this.rig.pass(Drain.SETTLING);
	}

	// When it is over

	@Test
	void whenNothingHasBeenUnderWayThenItIsOverAtOnce() {
		TestDrain drain = stop(this.pool);
		drain.assertFigures(0, 0, 0, 0);
		assertThat(drain.receipt().took()).isZero();
		assertThat(this.rig.timers().left()).isEmpty();
	}

	@Test
	void whenPoolsAreIdleThenTheirConnectionsAreClosedAndTheyStayUsable() {
		this.pool.warmUp(2, HOST);
		settle();
		stop(this.pool).assertFigures(0, 0, 0, 0);
		assertThat(this.pool).hasIdle(0).hasClosed(CloseReason.DRAINED, 2);
		assertThat(this.pool.snapshot().state()).isEqualTo(PoolState.RUNNING);
		this.pool.lease(HOST).release();
		assertThat(this.pool).hasIdle(1);
	}

	@Test
	void whenACallIsUnderWayThenItsEndIsToldAndNothingIsPolled() {
		TestWaiter call = this.pool.lease(HOST);
		TestDrain drain = stop(this.pool);
		this.rig.pass(MOMENT);
		assertThat(this.rig.timers().left()).containsExactlyInAnyOrder(TIMEOUT.minus(MOMENT),
				Drain.PROGRESS_INTERVAL.minus(MOMENT));
		call.release();
		this.rig.pass(Duration.ZERO);
		this.rig.pass(Drain.SETTLING.minus(MOMENT));
		drain.assertWaits();
		this.rig.pass(MOMENT);
		drain.assertFigures(1, 0, 0, 0);
		assertThat(drain.receipt().took()).isEqualTo(MOMENT.plus(Drain.SETTLING));
	}

	@Test
	void whenACallFollowsUponTheLastOneThenItIsWaitedForToo() {
		TestWaiter first = this.pool.lease(HOST);
		TestDrain drain = stop(this.pool);
		first.release();
		this.rig.pass(Drain.SETTLING.minus(MOMENT));
		TestWaiter second = this.pool.acquire(HOST);
		assertThat(second).isServed();
		settle();
		settle();
		drain.assertWaits();
		second.release();
		this.rig.pass(Drain.SETTLING.minus(MOMENT));
		drain.assertWaits();
		this.rig.pass(MOMENT);
		drain.assertFigures(2, 0, 0, 0);
	}

	@Test
	void whenACallHasJustEndedThenAnotherMayFollow() {
		this.pool.lease(HOST).release();
		this.rig.pass(MOMENT);
		TestDrain drain = stop(this.pool);
		this.pool.acquire(HOST).release();
		this.rig.pass(Drain.SETTLING);
		this.rig.pass(Drain.SETTLING);
		drain.assertFigures(1, 0, 0, 0);
	}

	@Test
	void whenACallWaitsThenItIsServedAndWaitedFor() {
		List<TestWaiter> calls = this.pool.lease(2, HOST);
		TestWaiter waiting = this.pool.acquire(HOST);
		TestDrain drain = stop(this.pool);
		calls.forEach(TestWaiter::release);
		assertThat(waiting).isServed();
		settle();
		drain.assertWaits();
		waiting.release();
		settle();
		settle();
		drain.assertFigures(3, 0, 0, 0);
	}

	@Test
	void whenTheLastCallIsCancelledOrFailsThenItIsOver() {
		TestWaiter cancelled = this.pool.acquire(HOST);
		TestWaiter failing = this.pool.acquire("unreachable");
		TestDrain drain = stop(this.pool);
		cancelled.cancel();
		this.rig.network().delay();
		this.rig.network().refuse();
		assertThat(failing).failure().isInstanceOf(ConnectException.class);
		settle();
		settle();
		drain.assertFigures(2, 0, 0, 0);
	}

	@Test
	void whenACallTimesOutInTheQueueThenItIsOver() {
		TestPool impatient = this.rig.pool(TestSettings.maxConnections(1).acquireTimeout(Duration.ofSeconds(1)));
		TestWaiter waiting = impatient.acquire(HOST);
		TestDrain drain = stop(impatient);
		this.rig.pass(Duration.ofSeconds(2));
		assertThat(waiting).failure();
		settle();
		settle();
		drain.assertFigures(1, 0, 0, 0);
	}

	@Test
	void whenCallsGoOnInOnePoolThenTheDrainWaitsForAllPools() {
		TestPool other = this.rig.pool(TestSettings.maxConnections(1));
		TestWaiter first = this.pool.lease(HOST);
		TestWaiter second = other.lease(HOST);
		TestDrain drain = stop(this.pool, other);
		first.release();
		settle();
		settle();
		drain.assertWaits();
		second.release();
		TestWaiter third = this.pool.acquire(HOST);
		settle();
		settle();
		drain.assertWaits();
		third.release();
		settle();
		settle();
		assertThat(drain.receipts()).extracting(DrainReceipt::finished).containsExactly(2L, 1L);
	}

	@Test
	void whenNobodyWaitsForADialThenItIsCancelledAndSaysNothingAboutTheHost() {
		this.rig.network().closeSlowly();
		this.pool.acquire(HOST).cancel();
		settle();
		FakeDial dial = this.rig.network().dials().get(0);
		stop(this.pool).assertFigures(0, 0, 0, 0);
		assertThat(dial.isCancelled()).isTrue();
		TestWaiter next = this.pool.acquire(HOST);
		this.rig.network().refuse();
		assertThat(next).isWaiting();
		assertThat(next).isServedBy(this.rig.network().answer());
	}

	@Test
	void whenAHostIsLeftAloneThenItIsNotProbedAfterTheDrain() {
		TestPool impatient = this.rig.pool(TestSettings.maxConnections(1).acquireTimeout(Duration.ofMillis(10)));
		impatient.acquire(HOST);
		this.rig.network().refuse();
		assertThat(impatient.acquire(HOST)).failure();
		this.rig.drain(DrainPurpose.STOP, Duration.ZERO, impatient).assertFigures(0, 0, 0, 0);
		this.rig.pass(Duration.ofSeconds(10));
		assertThat(this.rig.network().dialed()).isOne();
	}

	// Calls between two attempts

	@Test
	void whenACallIsBetweenTwoConnectionsThenItIsWaitedForAndCountedOnce() {
		TestCall call = new TestCall();
		TestWaiter first = this.pool.lease(HOST, call);
		first.goesOn();
		TestDrain drain = stop(this.pool);
		first.release();
		settle();
		settle();
		drain.assertWaits();
		TestWaiter second = this.pool.acquire(HOST, call);
		second.release();
		settle();
		settle();
		drain.assertFigures(1, 0, 0, 0);
	}

	@Test
	void whenACallWasBetweenTwoConnectionsBeforeThenItIsWaitedFor() {
		TestCall call = new TestCall();
		TestWaiter first = this.pool.lease(HOST, call);
		first.goesOn();
		first.release();
		settle();
		TestDrain drain = stop(this.pool);
		drain.assertWaits();
		TestWaiter second = this.pool.acquire(HOST, call);
		settle();
		drain.assertWaits();
		second.release();
		settle();
		settle();
		drain.assertFigures(1, 0, 0, 0);
	}

	@Test
	void whenARedirectedCallKeepsItsConnectionThenItIsCountedOnce() {
		TestWaiter first = this.pool.lease(HOST, new TestCall());
		TestDrain drain = stop(this.pool);
		first.goesOn();
		TestWaiter second = first.renew().orElseThrow();
		second.release();
		settle();
		settle();
		drain.assertFigures(1, 0, 0, 0);
	}

	@Test
	void whenACallEndsBetweenTwoConnectionsThenItIsOver() {
		TestWaiter first = this.pool.lease(HOST, new TestCall());
		first.goesOn();
		first.release();
		TestDrain drain = stop(this.pool);
		settle();
		drain.assertWaits();
		first.goesNoFurther();
		settle();
		settle();
		drain.assertFigures(1, 0, 0, 0);
	}

	@Test
	void whenACallIsOverBeforeItSaysThatItGoesOnThenNobodyWaitsForIt() {
		TestCall call = new TestCall();
		TestWaiter first = this.pool.lease(HOST, call);
		call.over();
		first.goesOn();
		first.release();
		settle();
		stop(this.pool).assertFigures(0, 0, 0, 0);
	}

	@Test
	void whenACallMayBeRepeatedThenItIsWaitedForUntilItSaysOtherwise() {
		TestCall call = new TestCall().repeatable();
		TestWaiter first = this.pool.lease(HOST, call);
		TestDrain drain = stop(this.pool);
		first.release();
		settle();
		settle();
		drain.assertWaits();
		TestWaiter second = this.pool.acquire(HOST, call);
		second.release();
		settle();
		settle();
		drain.assertWaits();
		second.goesNoFurther();
		settle();
		settle();
		drain.assertFigures(1, 0, 0, 0);
	}

	@Test
	void whenACallThatMayBeRepeatedGetsNoConnectionThenItIsWaitedFor() {
		TestCall call = new TestCall().repeatable();
		TestWaiter first = this.pool.acquire(HOST, call);
		TestDrain drain = stop(this.pool);
		this.rig.network().refuse();
		assertThat(first).failure();
		settle();
		settle();
		drain.assertWaits();
		first.goesNoFurther();
		settle();
		settle();
		drain.assertFigures(1, 0, 0, 0);
	}

	@Test
	void whenTheOldConnectionOfACallEndsAfterItHasTheNextThenItIsCountedOnce() {
		TestCall call = new TestCall().repeatable();
		TestWaiter first = this.pool.lease(HOST, call);
		TestWaiter second = this.pool.lease(HOST, call);
		TestDrain drain = stop(this.pool);
		first.release();
		call.noRepeatFollows();
		second.goesNoFurther();
		second.release();
		settle();
		settle();
		drain.assertFigures(1, 0, 0, 0);
	}

	@Test
	void whenAConnectionIsLostOnItsWayThenItsCallIsWaitedFor() {
		this.pool.warmUp(1, HOST);
		this.rig.network().handOverSlowly();
		TestWaiter call = this.pool.acquire(HOST);
		call.connection().end(CloseReason.SERVER_CLOSED_IDLE);
		TestDrain drain = this.rig.drain(DrainPurpose.TAKE_OUT, TIMEOUT, this.pool);
		settle();
		drain.assertWaits();
		call.findDead();
		assertThat(call).isServedBy(this.rig.network().answer());
		call.release();
		settle();
		drain.assertFigures(1, 0, 0, 0);
	}

	// When the time is up

	@Test
	void whenTheTimeIsUpThenCallsAreAbortedWhereverTheyAre() {
		TestWaiter leasing = this.pool.lease(HOST);
		TestCall call = new TestCall();
		TestWaiter between = this.pool.lease(HOST, call);
		between.goesOn();
		between.release();
		this.pool.lease(HOST);
		TestWaiter waiting = this.pool.acquire(HOST);
		TestDrain drain = stop(this.pool);
		this.rig.pass(TIMEOUT);
		drain.assertFigures(0, 4, 0, 0);
		assertThat(leasing.isBrokenOff()).isTrue();
		assertThat(waiting).failure()
			.isInstanceOf(PoolClosedException.class)
			.hasMessage(
					"no connection to orders:80: the call was aborted by the drain of pool 'pool-0', which began 20.0 s ago");
		assertThat(this.pool.acquire(HOST, call)).failure()
			.isInstanceOf(PoolClosedException.class)
			.hasMessageContaining("the call was aborted");
		assertThat(this.pool).hasActive(0).hasPending(0).hasClosed(CloseReason.ABORTED, 2);
		assertThat(this.pool.snapshot().state()).isEqualTo(PoolState.RUNNING);
		this.pool.lease(HOST).release();
	}

	@Test
	void whenThereIsNoTimeThenCallsAreAbortedAtOnce() {
		this.pool.lease(HOST);
		TestDrain drain = this.rig.drain(DrainPurpose.STOP, Duration.ZERO, this.pool);
		drain.assertFigures(0, 1, 0, 0);
		assertThat(this.rig.timers().left()).isEmpty();
	}

	@Test
	void whenAConnectionIsOnItsWayThenItsCallIsAborted() {
		this.rig.network().handOverSlowly();
		TestWaiter call = this.pool.lease(HOST);
		TestDrain drain = this.rig.drain(DrainPurpose.STOP, Duration.ZERO, this.pool);
		drain.assertFigures(0, 1, 0, 0);
		assertThat(call.handOver()).isFalse();
		call.findDead(CloseReason.ABORTED);
		assertThat(call).failure().isInstanceOf(PoolClosedException.class);
		assertThat(this.pool.engine().drains().callers()).isEmpty();
	}

	@Test
	void whenAnAbortedCallMayBeRepeatedThenItIsRefused() {
		TestCall call = new TestCall().repeatable();
		TestWaiter first = this.pool.lease(HOST, call);
		this.rig.drain(DrainPurpose.STOP, Duration.ZERO, this.pool).assertFigures(0, 1, 0, 0);
		assertThat(this.pool.acquire(HOST, call)).failure().isInstanceOf(PoolClosedException.class);
		first.goesNoFurther();
		settle();
		stop(this.pool).assertFigures(0, 0, 0, 0);
	}

	@Test
	void whenCallsAreAbortedThenTheOldestAreListed(CapturedOutput output) {
		TestPool large = this.rig.pool(TestSettings.maxConnections(20));
		IntStream.range(0, 12).forEach((i) -> {
			large.lease("host-" + i);
			this.rig.pass(Duration.ofSeconds(1));
		});
		TestDrain drain = this.rig.drain(DrainPurpose.STOP, Duration.ZERO, large);
		assertThat(drain.receipt().oldestAborted()).extracting(AbortedCall::host)
			.containsExactlyElementsOf(IntStream.range(0, 10).mapToObj((i) -> "host-" + i + ":80").toList());
		assertThat(drain.receipt().oldestAborted().get(0).age()).isEqualTo(Duration.ofSeconds(12));
		assertThat(output).contains("WARN")
			.contains("pool 'pool-1' drained in 0 ms: 0 calls finished, 12 aborted, 0 refused")
			.contains("aborted: a call to host-0:80 after 12.0 s")
			.contains("and 2 more");
	}

	// Event streams and upgraded connections

	@Test
	void whenAStreamIsUnderWayThenItIsEndedAndCountedApart() {
		TestWaiter upgraded = this.pool.lease(HOST);
		upgraded.upgrade();
		TestWaiter stream = this.pool.lease(HOST);
		stream.isEndless();
		TestDrain drain = stop(this.pool);
		assertThat(upgraded.connection().closeReason()).isEqualTo(CloseReason.DRAINED);
		assertThat(stream.connection().closeReason()).isEqualTo(CloseReason.DRAINED);
		settle();
		drain.assertFigures(0, 0, 0, 2);
	}

	@Test
	void whenACallTurnsIntoAStreamDuringTheDrainThenItIsEnded() {
		TestWaiter before = this.pool.lease(HOST);
		TestDrain drain = stop(this.pool);
		TestWaiter during = this.pool.lease(HOST);
		before.isEndless();
		during.upgrade();
		settle();
		settle();
		drain.assertFigures(0, 0, 0, 2);
	}

	@Test
	void whenAnEndedStreamIsWantedAgainThenItIsRefusedAndDoesNotProlongTheDrain() {
		TestWaiter stream = this.pool.lease(HOST, new TestCall(STREAM));
		TestWaiter call = this.pool.lease(HOST);
		stream.isEndless();
		TestDrain drain = stop(this.pool);
		assertThat(this.pool.acquire(HOST, new TestCall(STREAM))).failure()
			.isInstanceOf(PoolClosedException.class)
			.hasMessage(
					"no connection to orders:80: pool 'pool-0' has been draining for 0 ms, as the application stops, "
							+ "and has ended this event stream or upgraded connection");
		TestWaiter other = this.pool.lease(HOST, new TestCall("GET http://orders/5"));
		other.release();
		call.release();
		this.rig.pass(Drain.SETTLING.dividedBy(2));
		TestWaiter again = this.pool.acquire(HOST, new TestCall(STREAM).repeatable());
		assertThat(again).failure();
		again.goesNoFurther();
		this.rig.pass(Drain.SETTLING.dividedBy(2));
		drain.assertFigures(2, 0, 2, 1);
		assertThat(this.pool.lease(HOST, new TestCall(STREAM))).isServed();
	}

	@Test
	void whenNothingIsDrainedThenAStreamGoesOn() {
		TestWaiter stream = this.pool.lease(HOST);
		stream.isEndless();
		assertThat(stream.isBrokenOff()).isFalse();
	}

	@Test
	void whenAStreamIsGivenUpForAnotherAttemptThenThatIsRefused() {
		TestCall call = new TestCall(STREAM).repeatable();
		TestWaiter stream = this.pool.lease(HOST, call);
		TestDrain drain = stop(this.pool);
		stream.isEndless();
		assertThat(this.pool.acquire(HOST, call)).failure().isInstanceOf(PoolClosedException.class);
		stream.goesNoFurther();
		settle();
		settle();
		drain.assertFigures(0, 0, 0, 1);
	}

	// Event loops that wait for the drain

	@Test
	void whenTheOnlyEventLoopWaitsThenItsCallsAreAborted(CapturedOutput output) {
		this.pool.lease(2, HOST);
		this.pool.acquire(HOST);
		BlockedLoop only = new BlockedLoop("httppool-1", true, (connection) -> true);
		TestDrain drain = new TestDrain(this.rig, DrainPurpose.STOP, TIMEOUT, only, this.pool);
		settle();
		drain.assertFigures(0, 3, 0, 0);
		assertThat(output).contains("closing on event loop 'httppool-1': 3 calls on it cannot finish and are aborted");
	}

	@Test
	void whenAnEventLoopWaitsThenCallsOnOthersAreWaitedFor(CapturedOutput output) {
		TestWaiter blocked = this.pool.lease(HOST);
		TestWaiter free = this.pool.lease(HOST);
		TestWaiter waiting = this.pool.acquire(HOST);
		FakeConnection ofBlocked = blocked.connection();
		BlockedLoop loop = new BlockedLoop("httppool-2", false, (connection) -> connection == ofBlocked);
		TestDrain drain = new TestDrain(this.rig, DrainPurpose.STOP, TIMEOUT, loop, this.pool);
		settle();
		drain.assertWaits();
		free.release();
		assertThat(waiting).isServed();
		settle();
		settle();
		drain.assertWaits();
		waiting.release();
		settle();
		settle();
		drain.assertFigures(2, 1, 0, 0);
		assertThat(output).contains("closing on event loop 'httppool-2': 1 call on it cannot finish and is aborted");
	}

	// What does not keep it from its end

	@Test
	void whenACallCannotBeDescribedThenAllPoolsAreClosedAllTheSame() {
		TestPool other = this.rig.pool(TestSettings.maxConnections(1));
		this.pool.lease(HOST, new TestCall().indescribable());
		other.lease(HOST);
		TestDrain drain = this.rig.drain(DrainPurpose.CLOSE, Duration.ZERO, this.pool, other);
		assertThat(drain.receipts()).extracting(DrainReceipt::aborted).containsExactly(1L, 1L);
		assertThat(drain.receipt().oldestAborted()).singleElement()
			.extracting(AbortedCall::request)
			.isEqualTo("a call that cannot be described (java.lang.StackOverflowError)");
		assertThat(other.snapshot().state()).isEqualTo(PoolState.CLOSED);
	}

	@Test
	void whenAListenerMakesACallAsPoolsCloseThenNoPoolServesIt() {
		List<TestWaiter> made = new ArrayList<>();
		TestPool told = this.rig.pool(TestSettings.maxConnections(1), new HttpPoolListener() {

			@Override
			public void drained(DrainReceipt receipt) {
				made.add(DrainTests.this.pool.acquire(HOST));
			}

		});
		told.lease(HOST);
		TestDrain drain = this.rig.drain(DrainPurpose.CLOSE, Duration.ZERO, told, this.pool);
		assertThat(made.get(0)).failure().isInstanceOf(PoolClosedException.class);
		assertThat(drain.receipts()).extracting(DrainReceipt::aborted).containsExactly(1L, 0L);
	}

	@Test
	void whenADrainIsGivenUpThenCallsAndPoolsGoOn() {
		TestWaiter call = this.pool.lease(HOST);
		TestDrain drain = stop(this.pool);
		drain.giveUp();
		drain.assertFigures(0, 0, 0, 0);
		assertThat(this.rig.timers().left()).isEmpty();
		this.rig.pass(TIMEOUT);
		assertThat(call.isBrokenOff()).isFalse();
		call.release();
		assertThat(this.pool).hasIdle(1);
	}

	// What is told

	@Test
	void whenADrainEndsThenItIsLoggedAndListenersHearOfIt(CapturedOutput output) {
		List<DrainReceipt> heard = new ArrayList<>();
		TestPool told = this.rig.pool(TestSettings.maxConnections(1), new HttpPoolListener() {

			@Override
			public void drained(DrainReceipt receipt) {
				heard.add(receipt);
				throw new IllegalStateException("not felt");
			}

		});
		TestWaiter call = told.lease(HOST);
		TestDrain drain = stop(told, this.pool);
		this.rig.pass(Duration.ofMillis(1700));
		call.release();
		settle();
		settle();
		assertThat(heard).containsExactly(drain.receipt());
		assertThat(output).contains("pool 'pool-1' drained in 1.8 s: 1 call finished, 0 aborted, 0 refused")
			.doesNotContain("pool 'pool-0'");
	}

	@Test
	void whenADrainIsLongThenItsProgressIsLogged(CapturedOutput output) {
		TestWaiter call = this.pool.lease(HOST);
		this.rig.pass(Duration.ofMillis(1200));
		this.pool.lease(HOST).upgrade();
		TestWaiter other = this.pool.acquire(HOST);
		TestDrain drain = stop(this.pool);
		this.rig.pass(Drain.PROGRESS_INTERVAL);
		assertThat(output).contains("draining pool 'pool-0': 2 calls under way, oldest a call to orders:80 for 6.2 s");
		call.release();
		other.release();
		settle();
		settle();
		drain.assertFigures(2, 0, 0, 1);
		int logged = output.length();
		this.rig.pass(Drain.PROGRESS_INTERVAL);
		assertThat(output.subSequence(logged, output.length())).doesNotContain("draining pool");
		assertThat(this.rig.timers().left()).isEmpty();
	}

}
