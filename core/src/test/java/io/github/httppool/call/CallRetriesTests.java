package io.github.httppool.call;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import io.github.httppool.CallPhase;
import io.github.httppool.HttpPoolSettings;
import io.github.httppool.RetryOutcome;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Retries}, {@link CallRetries} and {@link RetryBudget}.
 */
class CallRetriesTests {

	private final List<String> decided = new ArrayList<>();

	private final Retries retries = retries(3, 0.2, 1);

	@Test
	void whenThePoolRepeatsNothingThenCallsHaveNoRetries() {
		Retries off = new Retries(HttpPoolSettings.Retry.DEFAULT, this::decided);
		assertThat(off.begin(call(), "GET", null)).isNull();
		assertThat(off.begin(call(), "GET", 1)).isNull();
		CallRetries asked = off.begin(call(), "POST", 2);
		assertThat(asked.mayGiveUp(503)).isTrue();
		asked.end();
		assertThat(off.budget().activeCalls()).isZero();
	}

	@Test
	void whenAttemptsFailThenTheyAreRepeatedUntilThereAreNoMore() {
		Call call = call();
		CallRetries attempts = this.retries.begin(call, "GET", null);
		call.fails(RetryCause.CONNECT);
		assertThat(attempts.failed(true)).isBetween(0L, Duration.ofMillis(10).toNanos());
		attempts.nextAttempt(1);
		call.fails(RetryCause.RESPONSE_TIMEOUT);
		assertThat(attempts.failed(true)).isNotNegative();
		attempts.nextAttempt(2);
		assertThat(attempts.answered(null, true)).isEqualTo(CallRetries.NEVER);
		assertThat(attempts.attempts()).isEqualTo(3);
		assertThat(this.decided).containsExactly("RETRIED 1", "RETRIED 2", "EXHAUSTED 3");
		attempts.end();
		assertNothingActive(this.retries);
	}

	@Test
	void whenNoFurtherAttemptMayFollowThenThatIsToldOnce() {
		Call call = call();
		AtomicInteger told = new AtomicInteger();
		CallRetries attempts = this.retries.begin(call, "GET", null);
		call.whenNoRepeatFollows(() -> told.addAndGet(100));
		call.whenNoRepeatFollows(told::incrementAndGet);
		assertThat(call.mayBeRepeated()).isTrue();
		assertThat(told).hasValue(0);
		attempts.end();
		attempts.end();
		assertThat(call.mayBeRepeated()).isFalse();
		assertThat(told).hasValue(1);
	}

	@Test
	void whenACallIsNotRepeatedThenThatIsToldAtOnce() {
		AtomicInteger told = new AtomicInteger();
		call().whenNoRepeatFollows(told::incrementAndGet);
		assertThat(told).hasValue(1);
	}

	@Test
	void whenNextAttemptHasNotFailedThenTheCauseOfTheLastDoesNotCount() {
		Call call = call();
		CallRetries attempts = this.retries.begin(call, "GET", null);
		call.fails(RetryCause.CONNECT);
		attempts.failed(true);
		attempts.nextAttempt(1);
		assertThat(attempts.failed(true)).isEqualTo(CallRetries.NEVER);
		attempts.end();
		assertNothingActive(this.retries);
	}

	@Test
	void whenFailureWouldRepeatOrRequestCannotThenThereIsNoOtherAttempt() {
		Call call = call();
		CallRetries attempts = this.retries.begin(call, "GET", null);
		assertThat(attempts.failed(true)).isEqualTo(CallRetries.NEVER);
		call.fails(RetryCause.CONNECT);
		assertThat(attempts.failed(false)).isEqualTo(CallRetries.NEVER);
		CallRetries post = this.retries.begin(call, "POST", null);
		assertThat(post.failed(true)).isEqualTo(CallRetries.NEVER);
		assertThat(post.mayGiveUp(503)).isFalse();
		CallRetries once = this.retries.begin(call, "GET", 1);
		assertThat(once.failed(true)).isEqualTo(CallRetries.NEVER);
		assertThat(this.decided).isEmpty();
	}

	@Test
	void whenServerAsksForTooLongAPauseThenItsResponseIsTheCallers() {
		CallRetries attempts = this.retries.begin(call(), "GET", null);
		assertThat(attempts.answered("61", true)).isEqualTo(CallRetries.NEVER);
		assertThat(attempts.answered("1", true)).isEqualTo(TimeUnit.SECONDS.toNanos(1));
	}

	@Test
	void whenTheCallHasLessTimeLeftThanItsPauseThenItPausesForThat() {
		Call call = call();
		CallRetries attempts = this.retries.begin(call, "GET", null);
		assertThat(attempts.pauses(70, 1000)).isEqualTo(70);
		call.limitTo(Deadline.hard(0, Duration.ofNanos(1050), "a limit"));
		assertThat(attempts.pauses(70, 1000)).isEqualTo(50);
		assertThat(attempts.pauses(70, 1060)).isZero();
		assertThat(call.phase()).isEqualTo(CallPhase.PAUSED);
		attempts.end();
		assertNothingActive(this.retries);
	}

	@Test
	void whenManyCallsFailThenTheShareOfThemIsRepeatedAndAtLeastTheMinimum() {
		assertThat(repeatedOf(50, retries(2, 0.2, 3))).isEqualTo(10);
		assertThat(repeatedOf(14, retries(2, 0.2, 3))).isEqualTo(3);
		assertThat(repeatedOf(15, retries(2, 0.2, 3))).isEqualTo(3);
		assertThat(repeatedOf(20, retries(2, 0.2, 3))).isEqualTo(4);
		assertThat(repeatedOf(5, retries(2, 0.2, 0))).isEqualTo(1);
		assertThat(repeatedOf(4, retries(2, 0.2, 0))).isZero();
		assertThat(repeatedOf(7, retries(2, 1, 0))).isEqualTo(7);
		assertThat(this.decided).contains("DENIED_BUDGET 1", "RETRIED 1");
	}

	private static long repeatedOf(int calls, Retries retries) {
		List<CallRetries> attempts = IntStream.range(0, calls).mapToObj((i) -> failing(retries)).toList();
		long repeated = attempts.stream().filter((each) -> each.failed(true) != CallRetries.NEVER).count();
		assertThat(retries.budget().activeRetries()).isEqualTo((int) repeated);
		attempts.forEach(CallRetries::end);
		assertNothingActive(retries);
		return repeated;
	}

	@Test
	void whenARepeatedAttemptEndsThenAnotherCallMayBeRepeated() {
		CallRetries first = failing(this.retries);
		CallRetries second = failing(this.retries);
		assertThat(first.failed(true)).isNotEqualTo(CallRetries.NEVER);
		assertThat(second.failed(true)).isEqualTo(CallRetries.NEVER);
		first.end();
		assertThat(second.failed(true)).isNotEqualTo(CallRetries.NEVER);
		second.end();
		second.end();
		assertNothingActive(this.retries);
	}

	@Test
	void whenACallHasEndedThenItTakesNothingOfTheBudget() {
		CallRetries attempts = failing(this.retries);
		attempts.end();
		assertThat(attempts.failed(true)).isEqualTo(CallRetries.NEVER);
		assertNothingActive(this.retries);
	}

	@Test
	void whenCallsFailAndEndOnManyThreadsThenTheBudgetIsKeptAndNothingOfItIsLost() throws Exception {
		Retries limited = new Retries(settings(3, 0, 2), (request, outcome, attempts, pause) -> {
		});
		AtomicInteger most = new AtomicInteger();
		ExecutorService threads = Executors.newFixedThreadPool(4);
		CountDownLatch done = new CountDownLatch(4);
		for (int thread = 0; thread < 4; thread++) {
			threads.execute(() -> {
				for (int i = 0; i < 2000; i++) {
					CallRetries attempts = failing(limited);
					attempts.failed(true);
					most.accumulateAndGet(limited.budget().activeRetries(), Math::max);
					attempts.end();
				}
				done.countDown();
			});
		}
		assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
		threads.shutdown();
		assertThat(most.get()).isBetween(1, 2);
		assertNothingActive(limited);
	}

	private static void assertNothingActive(Retries retries) {
		assertThat(retries.budget().activeCalls()).isZero();
		assertThat(retries.budget().activeRetries()).isZero();
	}

	private static CallRetries failing(Retries retries) {
		Call call = call();
		call.fails(RetryCause.CONNECT);
		return retries.begin(call, "GET", null);
	}

	private static Call call() {
		return TestCalls.of(null);
	}

	private Retries retries(int maxAttempts, double budget, int budgetMin) {
		return new Retries(settings(maxAttempts, budget, budgetMin), this::decided);
	}

	private static HttpPoolSettings.Retry settings(int maxAttempts, double budget, int budgetMin) {
		return new HttpPoolSettings.Retry(maxAttempts, Duration.ofMillis(10), Duration.ofMillis(10), 1, List.of(503),
				budget, budgetMin);
	}

	private void decided(String request, RetryOutcome outcome, int attempts, long pauseNanos) {
		assertThat(pauseNanos).isGreaterThanOrEqualTo(0);
		this.decided.add(outcome + " " + attempts);
	}

}
