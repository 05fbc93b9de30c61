package io.github.httppool.benchmarks.harness;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Calls are made on their own clock, and none is forgotten.
 */
@Timeout(60)
class OpenLoadTests {

	private static final int CALLS = 200;

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private final Timeline timeline = new Timeline(System.nanoTime(), 1);

	private final Timetable timetable = new Timetable(this.timeline.begin(0), Duration.ofSeconds(1),
			Arrivals.even(CALLS, 0));

	@Test
	void whenCallersWaitThenAllCallsAreMadeAndNoted() throws InterruptedException {
		OpenLoad load = new BlockingOpenLoad(10, () -> {
		}, this.timetable, this.timeline);
		load.begin();
		assertThat(load.await(PATIENCE)).isTrue();
		assertThat(calls().made()).isEqualTo(CALLS);
		assertThat(calls().errors()).isZero();
	}

	@Test
	void whenTheOnlyCallerIsHeldUpThenLaterCallsAreMadeLateAndNotLeftOut() throws InterruptedException {
		CountDownLatch release = new CountDownLatch(1);
		OpenLoad load = new BlockingOpenLoad(1, () -> await(release), this.timetable, this.timeline);
		load.begin();
		Timetable.sleepUntil(this.timeline.begin(1));
		release.countDown();
		assertThat(load.await(PATIENCE)).isTrue();
		assertThat(calls().made()).isEqualTo(CALLS);
		assertThat(calls().latencyNanos(50)).isGreaterThan(Duration.ofMillis(450).toNanos());
		assertThat(calls().lateNanos(50)).isGreaterThan(Duration.ofMillis(450).toNanos());
	}

	@Test
	void whenNobodyIsFreeToMakeACallThenItIsAnError() throws InterruptedException {
		CountDownLatch never = new CountDownLatch(1);
		OpenLoad load = new BlockingOpenLoad(1, () -> await(never), this.timetable, this.timeline);
		load.begin();
		Awaitility.await().until(() -> calls().made() == 1);
		assertThat(load.await(Duration.ofMillis(1))).isFalse();
		assertThat(calls().reasons()).containsOnly(Map.entry("unended", CALLS));
	}

	@Test
	void whenCallsFailThenTheLoadGoesOn() throws InterruptedException {
		OpenLoad load = new BlockingOpenLoad(10, () -> {
			throw new IllegalStateException();
		}, this.timetable, this.timeline);
		load.begin();
		assertThat(load.await(PATIENCE)).isTrue();
		assertThat(calls().errors()).isEqualTo(CALLS);
	}

	@Test
	void whenNobodyHoldsAThreadThenAllCallsAreUnderWayTogether() throws InterruptedException {
		Sinks.One<String> answer = Sinks.one();
		OpenLoad load = new ReactiveOpenLoad(answer::asMono, this.timetable, this.timeline);
		load.begin();
		Awaitility.await().until(() -> calls().made() == CALLS);
		assertThat(load.await(Duration.ZERO)).isFalse();
		assertThat(calls().reasons()).containsEntry("unended", CALLS);
		answer.tryEmitValue(Upstream.ANSWER);
		assertThat(load.await(PATIENCE)).isTrue();
		assertThat(calls().errors()).isZero();
	}

	@Test
	void whenAnAnswerIsWrongOrMissingThenItIsAnError() throws InterruptedException {
		OpenLoad load = new ReactiveOpenLoad(() -> (calls().made() % 2 == 0) ? Mono.empty() : Mono.just("wrong"),
				this.timetable, this.timeline);
		load.begin();
		assertThat(load.await(PATIENCE)).isTrue();
		assertThat(calls().reasons()).containsOnlyKeys("IllegalStateException", "NoSuchElementException");
		assertThat(calls().errors()).isEqualTo(CALLS);
	}

	@Test
	void whenTheEndIsMovedThenNoCallIsMadeAfterIt() throws InterruptedException {
		this.timetable.endAt(this.timeline.begin(0));
		OpenLoad load = new BlockingOpenLoad(10, () -> {
		}, this.timetable, this.timeline);
		load.begin();
		assertThat(load.await(PATIENCE)).isTrue();
		assertThat(calls().made()).isZero();
	}

	private DueCalls calls() {
		return this.timeline.sum(IntStream.of(0));
	}

	private static void await(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
