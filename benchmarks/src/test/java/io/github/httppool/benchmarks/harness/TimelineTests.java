package io.github.httppool.benchmarks.harness;

import java.time.Duration;
import java.util.Map;
import java.util.stream.IntStream;

import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What becomes of calls, by the second in which they were due.
 */
class TimelineTests {

	/** Times of the clock may be negative. */
	private static final long START = -Duration.ofMillis(500).toNanos();

	private final Timeline timeline = new Timeline(START, 3);

	@Test
	void whenACallEndsLaterThenItCountsWhereItWasDue() {
		this.timeline.started(at(900), at(900));
		this.timeline.answered(at(900), at(2_900));
		assertThat(this.timeline.second(0).latencyNanos(50)).isCloseTo(Duration.ofSeconds(2).toNanos(), onePercent());
		assertThat(this.timeline.second(2).made()).isZero();
	}

	@Test
	void whenACallIsMadeLateThenItsLatencyCountsFromWhenItWasDue() {
		this.timeline.started(at(0), at(300));
		this.timeline.answered(at(0), at(400));
		DueCalls calls = this.timeline.second(0);
		assertThat(calls.lateNanos(99)).isCloseTo(Duration.ofMillis(300).toNanos(), onePercent());
		assertThat(calls.latencyNanos(99)).isCloseTo(Duration.ofMillis(400).toNanos(), onePercent());
	}

	@Test
	void whenCallsFailOrDoNotEndThenTheyAreErrors() {
		this.timeline.started(at(0), at(0));
		this.timeline.failed(at(0), at(1), new IllegalStateException());
		this.timeline.started(at(1_000), at(1_000));
		this.timeline.failed(at(1_000), at(1_001), new RuntimeException(new IllegalStateException()));
		this.timeline.started(at(2_000), at(2_000));
		DueCalls all = this.timeline.sum(IntStream.range(0, 3));
		assertThat(all.made()).isEqualTo(3);
		assertThat(all.errors()).isEqualTo(3);
		assertThat(all.reasons()).containsOnly(Map.entry("IllegalStateException", 2), Map.entry("unended", 1));
	}

	@Test
	void whenSecondsAreLeftOutThenTheirCallsAre() {
		for (long second = 0; second < 3; second++) {
			this.timeline.started(at(second * 1_000), at(second * 1_000));
			this.timeline.answered(at(second * 1_000), at(second * 1_000 + 1 + second));
		}
		DueCalls some = this.timeline.sum(IntStream.of(0, 2));
		assertThat(some.made()).isEqualTo(2);
		assertThat(some.errors()).isZero();
		assertThat(some.latencyNanos(100)).isCloseTo(Duration.ofMillis(3).toNanos(), onePercent());
	}

	private static long at(long millis) {
		return START + Duration.ofMillis(millis).toNanos();
	}

	private static Percentage onePercent() {
		return Percentage.withPercentage(1);
	}

}
