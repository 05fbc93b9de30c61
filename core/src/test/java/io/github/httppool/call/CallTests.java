package io.github.httppool.call;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import io.github.httppool.CallOutcome;
import io.github.httppool.CallPhase;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a call tells of itself.
 */
class CallTests {

	private static final long START = -5;

	private static final Ending NOTHING_LEFT = () -> false;

	private final Call call = new Call("GET", "http://orders.example/orders/17?key=secret", null, START);

	@Test
	void whenResponseHasNotComeThenCallIsNotAbandoned() {
		assertThat(this.call.isAbandoned()).isFalse();
	}

	@Test
	void whenResponseIsReachableThenCallIsNotAbandoned() {
		Object response = new Object();
		this.call.responseHeldBy(response, NOTHING_LEFT);
		System.gc();
		assertThat(this.call.isAbandoned()).isFalse();
		assertThat(response).isNotNull();
	}

	@Test
	void whenResponseIsForgottenThenCallIsAbandonedAndCanBeEnded() {
		TestCalls.abandon(this.call, () -> true);
		assertThat(this.call.endAbandoned()).isTrue();
	}

	@Test
	void whenItsResponseIsThereUntilItHasEndedThenItIsHeld() {
		assertThat(this.call.isResponseHeld()).isFalse();
		this.call.responseHeldBy(this, NOTHING_LEFT);
		assertThat(this.call.isResponseHeld()).isTrue();
		this.call.responseReleased();
		assertThat(this.call.isResponseHeld()).isFalse();
		assertThat(this.call.endAbandoned()).isFalse();
	}

	@Test
	void whenItEndsThenWhoWaitsForThatHearsOfIt() {
		AtomicInteger heard = new AtomicInteger();
		this.call.responseHeldBy(this, NOTHING_LEFT);
		this.call.whenResponseReleased(heard::incrementAndGet);
		assertThat(heard).hasValue(0);
		this.call.responseReleased();
		assertThat(heard).hasValue(1);
	}

	@Test
	void whenItHasEndedThenWhoWaitsForThatHearsOfItAtOnce() {
		AtomicInteger heard = new AtomicInteger();
		this.call.whenResponseReleased(heard::incrementAndGet);
		assertThat(heard).hasValue(1);
	}

	@Test
	void whenNothingTellsWhereItWasMadeThenThereIsNoCallSite() {
		assertThat(this.call.callSite()).isNull();
	}

	@Test
	void whenAnHttpInterfaceMadeItThenItsMethodIsTheCallSite() throws NoSuchMethodException {
		this.call.madeBy(Comparable.class.getMethod("compareTo", Object.class));
		assertThat(this.call.callSite()).isEqualTo("java.lang.Comparable.compareTo");
	}

	@Test
	void whenTheStackTellsMoreThanTheHttpInterfaceThenThatIsTheCallSite() throws NoSuchMethodException {
		Call recorded = TestCalls.of("com.acme.OrderClient.find(OrderClient.java:42)");
		recorded.madeBy(Comparable.class.getMethod("compareTo", Object.class));
		assertThat(recorded.callSite()).isEqualTo("com.acme.OrderClient.find(OrderClient.java:42)");
	}

	@Test
	void whenTheStackTellsNothingThenTheHttpInterfaceDoes() throws NoSuchMethodException {
		Call recorded = new Call("GET", "/orders", () -> null, START);
		recorded.madeBy(Comparable.class.getMethod("compareTo", Object.class));
		assertThat(recorded.callSite()).isEqualTo("java.lang.Comparable.compareTo");
	}

	@Test
	void whenAnotherResponseIsHeldThenTheForgottenOneNoLongerCounts() {
		TestCalls.abandon(this.call, NOTHING_LEFT);
		Object response = new Object();
		this.call.responseHeldBy(response, NOTHING_LEFT);
		assertThat(this.call.isAbandoned()).isFalse();
		assertThat(response).isNotNull();
	}

	@Test
	void whenThereIsNoTemplateThenCallIsNamedByItsPath() {
		assertThat(this.call.template()).isEqualTo("GET /orders/17");
	}

	@Test
	void whenTemplateTurnsOutThenCallIsNamedByIt() {
		this.call.expandedFrom("http://orders.example/orders/{id}?key=secret");
		assertThat(this.call.template()).isEqualTo("GET /orders/{id}");
	}

	@Test
	void whenNothingIsKnownOfACallThenItHasNoNameAndItsResponseMayHaveBeenTaken() {
		Call anonymous = Call.anonymous(START);
		assertThat(anonymous.template()).isNull();
		assertThat(anonymous.callSite()).isNull();
		assertThat(anonymous.isResponseTaken()).isTrue();
	}

	@Test
	void eachPhaseLastsUntilTheNextBegins() {
		this.call.queued(START);
		this.call.newlyConnected(new DialTimes(START + 1), START + 3);
		this.call.requestSent(START + 6);
		this.call.responseBegins(START + 10);
		this.call.done(CallOutcome.COMPLETED, START + 15);
		assertThat(nanos(START + 100)).containsExactly(1L, 2L, 0L, 0L, 0L, 3L, 4L, 5L, 0L, 0L);
		assertThat(this.call.phase()).isEqualTo(CallPhase.DONE);
	}

	@Test
	void thePresentPhaseCountsUpToNow() {
		this.call.queued(START);
		this.call.connected(START + 1);
		assertThat(nanos(START + 3)).containsExactly(1L, 0L, 0L, 0L, 0L, 2L, 0L, 0L, 0L, 0L);
		assertThat(this.call.phase()).isEqualTo(CallPhase.SENDING);
	}

	@Test
	void whenTheConnectionBeganToBeOpenedBeforeTheCallThenTheCallWasNeverQueued() {
		this.call.queued(START);
		this.call.newlyConnected(new DialTimes(START - 10), START + 3);
		assertThat(nanos(START + 3)).containsExactly(0L, 3L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L);
	}

	@Test
	void whenTheConnectionWasOpenedMeanwhileThenTheWaitHasItsPhases() {
		this.call.queued(START);
		DialTimes dial = new DialTimes(START + 1);
		dial.enters(CallPhase.DNS, START + 3);
		dial.enters(CallPhase.TCP, START + 6);
		dial.enters(CallPhase.TCP, START + 7);
		dial.enters(CallPhase.TLS, START + 10);
		dial.end(START + 15);
		this.call.newlyConnected(dial, START + 17);
		assertThat(nanos(START + 17)).containsExactly(1L + 2L, 2L, 3L, 4L, 5L, 0L, 0L, 0L, 0L, 0L);
	}

	@Test
	void whenTheDialBeganBeforeTheCallThenItCountsFromThereOn() {
		DialTimes dial = new DialTimes(START - 10);
		dial.enters(CallPhase.DNS, START - 8);
		dial.enters(CallPhase.TCP, START - 2);
		dial.enters(CallPhase.TLS, START + 4);
		this.call.queued(START);
		this.call.newlyConnected(dial, START + 9);
		assertThat(nanos(START + 9)).containsExactly(0L, 0L, 0L, 4L, 5L, 0L, 0L, 0L, 0L, 0L);
	}

	@Test
	void whileAConnectionIsOpenedForACallItsPhaseIsThatOfTheConnection() {
		this.call.queued(START);
		DialTimes dial = new DialTimes(START + 1);
		this.call.dialed(dial);
		assertThat(this.call.phase()).isEqualTo(CallPhase.CONNECTING);
		dial.enters(CallPhase.TLS, START + 3);
		assertThat(this.call.phase()).isEqualTo(CallPhase.TLS);
		assertThat(nanos(START + 10)).containsExactly(1L, 2L, 0L, 0L, 7L, 0L, 0L, 0L, 0L, 0L);
		dial.end(START + 11);
		assertThat(this.call.phase()).isEqualTo(CallPhase.QUEUED);
		assertThat(nanos(START + 15)).containsExactly(5L, 2L, 0L, 0L, 8L, 0L, 0L, 0L, 0L, 0L);
	}

	@Test
	void whenACallFailsWhileAConnectionIsOpenedForItThenItHasItsPhases() {
		this.call.queued(START);
		DialTimes dial = new DialTimes(START);
		this.call.dialed(dial);
		dial.enters(CallPhase.TCP, START + 1);
		this.call.done(CallOutcome.COMPLETED, START + 4);
		dial.enters(CallPhase.TLS, START + 5);
		assertThat(nanos(START + 9)).containsExactly(0L, 1L, 0L, 3L, 0L, 0L, 0L, 0L, 0L, 0L);
	}

	@Test
	void whenAnotherConnectionComesFirstThenTheCallWasQueued() {
		this.call.queued(START);
		DialTimes dial = new DialTimes(START);
		this.call.dialed(dial);
		this.call.connected(START + 4);
		this.call.dialed(dial);
		assertThat(nanos(START + 4)).containsExactly(4L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L);
		assertThat(this.call.phase()).isEqualTo(CallPhase.SENDING);
	}

	@Test
	void whenThreadsTellOfADialOutOfOrderThenNoTimeIsCountedTwice() {
		this.call.queued(START);
		DialTimes dial = new DialTimes(START + 2);
		dial.enters(CallPhase.TCP, START + 1);
		this.call.newlyConnected(dial, START + 5);
		assertThat(nanos(START + 5)).containsExactly(1L, 0L, 0L, 4L, 0L, 0L, 0L, 0L, 0L, 0L);
	}

	@Test
	void whenACallIsRedirectedThenItsPhasesGoOn() {
		this.call.queued(START);
		this.call.connected(START + 1);
		this.call.requestSent(START + 2);
		this.call.responseBegins(START + 3);
		this.call.queued(START + 4);
		this.call.connected(START + 6);
		assertThat(nanos(START + 10)).containsExactly(3L, 0L, 0L, 0L, 0L, 5L, 1L, 1L, 0L, 0L);
		assertThat(this.call.attempts()).isEqualTo(2);
	}

	@Test
	void whenTheResponseComesBeforeTheRequestIsSentThenTheCallDoesNotWaitAgain() {
		this.call.connected(START);
		this.call.responseBegins(START + 1);
		this.call.requestSent(START + 2);
		assertThat(this.call.phase()).isEqualTo(CallPhase.RECEIVING);
	}

	@Test
	void whenACallIsDoneThenItBeginsNothing() {
		this.call.queued(START);
		this.call.done(CallOutcome.COMPLETED, START + 1);
		this.call.connected(START + 2);
		this.call.responseBegins(START + 3);
		assertThat(this.call.phase()).isEqualTo(CallPhase.DONE);
		assertThat(nanos(START + 4)).containsExactly(1L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L);
	}

	@Test
	void whenACallIsRepeatedThenItPausesAndBeginsAnew() {
		this.call.queued(START);
		this.call.connected(START + 1);
		this.call.fails(RetryCause.CONNECTION_LOST);
		this.call.responseTaken();
		this.call.done(CallOutcome.COMPLETED, START + 2);
		this.call.pauses(START + 5);
		assertThat(this.call.phase()).isEqualTo(CallPhase.PAUSED);
		this.call.repeats(START + 9);
		this.call.queued(START + 9);
		this.call.connected(START + 10);
		assertThat(nanos(START + 10)).containsExactly(2L, 0L, 0L, 0L, 0L, 1L, 0L, 0L, 4L, 0L);
		assertThat(this.call.failure()).isNull();
		assertThat(this.call.isResponseTaken()).isFalse();
		assertThat(this.call.attempts()).isEqualTo(2);
	}

	@Test
	void whenACallIsLeasedThenAnActionWaitsForTheEndOfItsLastLease() {
		AtomicInteger runs = new AtomicInteger();
		this.call.leaseBegins();
		this.call.leaseBegins();
		this.call.whenNotLeased(runs::incrementAndGet);
		this.call.leaseEnds();
		assertThat(runs).hasValue(0);
		this.call.leaseEnds();
		assertThat(runs).hasValue(1);
		this.call.whenNotLeased(runs::incrementAndGet);
		assertThat(runs).hasValue(2);
	}

	@Test
	void whenACallThatIsDoneIsTriedAgainThenItsPhasesGoOnWithoutTheTimeBetween() {
		this.call.queued(START);
		this.call.done(CallOutcome.COMPLETED, START + 1);
		this.call.queued(START + 5);
		this.call.connected(START + 7);
		assertThat(nanos(START + 10)).containsExactly(3L, 0L, 0L, 0L, 0L, 3L, 0L, 0L, 0L, 0L);
		assertThat(this.call.attempts()).isEqualTo(2);
	}

	@Test
	void whenThreadsTellOutOfOrderThenNoPhaseIsNegative() {
		this.call.queued(START + 5);
		this.call.connected(START + 3);
		assertThat(nanos(START + 3)).containsExactly(5L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L);
	}

	@Test
	void whenACallEndsThenThatIsToldOnce() {
		Ends ends = new Ends();
		this.call.whenEnded(ends);
		this.call.queued(START);
		this.call.done(CallOutcome.FAILED, START + 1);
		this.call.done(CallOutcome.COMPLETED, START + 2);
		assertThat(ends).containsExactly(CallOutcome.FAILED);
	}

	@Test
	void whileACallMayBeRepeatedItDoesNotEnd() {
		Ends ends = new Ends();
		this.call.whenEnded(ends);
		this.call.repeatsMayFollow();
		this.call.queued(START);
		this.call.done(CallOutcome.FAILED, START + 1);
		this.call.pauses(START + 2);
		this.call.repeats(START + 3);
		assertThat(ends).isEmpty();
		this.call.done(CallOutcome.COMPLETED, START + 4);
		assertThat(ends).isEmpty();
		this.call.noRepeatFollows(START + 5);
		this.call.noRepeatFollows(START + 6);
		assertThat(ends).containsExactly(CallOutcome.COMPLETED);
	}

	@Test
	void whenTheLastResponseStillArrivesThenTheCallEndsWithIt() {
		Ends ends = new Ends();
		this.call.whenEnded(ends);
		this.call.repeatsMayFollow();
		this.call.connected(START);
		this.call.responseBegins(START + 1);
		this.call.noRepeatFollows(START + 2);
		assertThat(ends).isEmpty();
		this.call.done(CallOutcome.CANCELLED, START + 3);
		assertThat(ends).containsExactly(CallOutcome.CANCELLED);
	}

	@Test
	void whenACallIsGivenUpInAPauseThenItIsCancelled() {
		Ends ends = new Ends();
		this.call.whenEnded(ends);
		this.call.repeatsMayFollow();
		this.call.done(CallOutcome.FAILED, START + 1);
		this.call.pauses(START + 2);
		this.call.noRepeatFollows(START + 7);
		assertThat(ends).containsExactly(CallOutcome.CANCELLED);
		assertThat(this.call.nanos(CallPhase.PAUSED, START + 9)).isEqualTo(5);
	}

	/**
	 * A caller that is interrupted before it has asked for a connection.
	 */
	@Test
	void whenACallIsGivenUpBeforeItsNextAttemptHasAConnectionThenItIsCancelled() {
		Ends ends = new Ends();
		this.call.whenEnded(ends);
		this.call.repeatsMayFollow();
		this.call.done(CallOutcome.FAILED, START + 1);
		this.call.pauses(START + 2);
		this.call.repeats(START + 3);
		this.call.dialed(new DialTimes(START + 3));
		this.call.noRepeatFollows(START + 4);
		assertThat(ends).containsExactly(CallOutcome.CANCELLED);
	}

	/**
	 * As one that is cancelled at the moment at which it is repeated.
	 */
	@Test
	void whenACallGoesOnAfterItsEndThenThatIsNotToldAgain() {
		Ends ends = new Ends();
		this.call.whenEnded(ends);
		this.call.done(CallOutcome.CANCELLED, START + 1);
		this.call.repeats(START + 2);
		this.call.whenEnded(ends);
		this.call.queued(START + 3);
		this.call.done(CallOutcome.FAILED, START + 4);
		assertThat(ends).containsExactly(CallOutcome.CANCELLED);
	}

	/**
	 * Whatever the order of the two, one of them tells.
	 */
	@RepeatedTest(200)
	void whenACallIsGivenUpAsItBeginsToPauseThenThatIsToldOnce() throws InterruptedException {
		Ends ends = new Ends();
		this.call.whenEnded(ends);
		this.call.repeatsMayFollow();
		this.call.done(CallOutcome.FAILED, START + 1);
		CyclicBarrier together = new CyclicBarrier(2);
		Thread other = new Thread(() -> {
			awaitOther(together);
			this.call.noRepeatFollows(START + 3);
		});
		other.start();
		awaitOther(together);
		this.call.pauses(START + 2);
		other.join();
		assertThat(ends).hasSize(1);
	}

	private static void awaitOther(CyclicBarrier together) {
		try {
			together.await(10, TimeUnit.SECONDS);
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	private List<Long> nanos(long now) {
		return Stream.of(CallPhase.values()).map((phase) -> this.call.nanos(phase, now)).toList();
	}

	// When it must be over

	@Test
	void whenItHasNoLimitThenItHasAllTime() {
		assertThat(this.call.deadline()).isNull();
		assertThat(this.call.nanosLeft(0)).isEqualTo(Long.MAX_VALUE);
		assertThat(this.call.nanosForRelease(0)).isEqualTo(Duration.ofSeconds(4).toNanos());
	}

	@Test
	void ofItsTotalLimitAndTheDeadlineAroundItTheFirstCounts() {
		this.call.limitItselfTo(new TimeLimit(Duration.ofMillis(2), "own"));
		this.call.mustEndBy(Deadline.hard(0, Duration.ofMillis(1), "around"));
		assertThat(this.call.deadline()).isSameAs(this.call.around());
		assertThat(this.call.nanosLeft(0)).isEqualTo(1_000_000);
		assertThat(this.call.nanosForRelease(0)).isEqualTo(1_000_000);
		this.call.mustEndBy(Deadline.hard(0, Duration.ofMillis(3), "around"));
		assertThat(this.call.deadline()).isSameAs(this.call.total());
		assertThat(this.call.nanosLeft(0)).isEqualTo(START + 2_000_000);
	}

	@Test
	void whenTimesHaveOverflownThenTheFirstStillCounts() {
		Deadline first = Deadline.hard(Long.MAX_VALUE - 1, Duration.ZERO, "first");
		Deadline second = Deadline.hard(Long.MAX_VALUE - 1, Duration.ofNanos(5), "second");
		assertThat(second.at()).isNegative();
		assertThat(Deadline.first(second, first)).isSameAs(first);
		assertThat(second.hasPassed(first.at())).isFalse();
		assertThat(second.nanosSetBefore(first.at())).isZero();
	}

	private static final class Ends extends ArrayList<CallOutcome> implements EndOfCall {

		private static final long serialVersionUID = 1L;

		@Override
		public void ended(Call call, CallOutcome outcome, long now) {
			add(outcome);
		}

	}

	// What an observed call has waited for

	@Test
	void whenItIsNotObservedThenNothingIsKeptOfItsPhasesOneByOne() {
		this.call.connected(START + 3);
		assertThat(this.call.intervals(START + 10)).isEmpty();
	}

	@Test
	void whenItIsObservedThenItsPhasesAreKeptInOrder() {
		this.call.observed(1);
		DialTimes dial = new DialTimes(START + 2);
		this.call.dialed(dial);
		dial.enters(CallPhase.DNS, START + 2);
		dial.enters(CallPhase.TCP, START + 5);
		dial.end(START + 9);
		this.call.newlyConnected(dial, START + 9);
		this.call.requestSent(START + 9);
		assertThat(this.call.intervals(START + 20)).containsExactly(interval(CallPhase.QUEUED, 0, 2),
				interval(CallPhase.DNS, 2, 5), interval(CallPhase.TCP, 5, 9), interval(CallPhase.WAITING, 9, 20));
	}

	@Test
	void whenItIsRepeatedThenEachAttemptIsKept() {
		this.call.observed(1);
		this.call.connected(START + 3);
		this.call.done(CallOutcome.FAILED, START + 5);
		this.call.repeats(START + 8);
		this.call.connected(START + 9);
		assertThat(this.call.intervals(START + 11)).containsExactly(interval(CallPhase.QUEUED, 0, 3),
				interval(CallPhase.SENDING, 3, 5), interval(CallPhase.QUEUED, 8, 9),
				interval(CallPhase.SENDING, 9, 11));
	}

	private static PhaseInterval interval(CallPhase phase, long begin, long end) {
		return new PhaseInterval(phase, START + begin, START + end);
	}

}
