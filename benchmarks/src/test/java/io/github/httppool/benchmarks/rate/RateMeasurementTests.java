package io.github.httppool.benchmarks.rate;

import java.time.Duration;
import java.util.stream.IntStream;

import io.github.httppool.benchmarks.harness.DueCalls;
import io.github.httppool.benchmarks.harness.Timeline;
import io.github.httppool.benchmarks.rate.RateMeasurement.Figure;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * The figures of a client, on their way from one process to the other.
 */
class RateMeasurementTests {

	@Test
	void whenWrittenAndReadThenItIsTheSame() {
		RateMeasurement measurement = RateMeasurement.of(300, calls(), Duration.ofMillis(1).toNanos(), true);
		assertThat(RateMeasurement.parse(measurement.toString())).hasToString(measurement.toString());
		assertThat(RateMeasurement.parse(measurement.toString()).disturbed()).isTrue();
	}

	@Test
	void whenMeasuredThenTimesAreInMicrosecondsAndCpuIsPerCall() {
		RateMeasurement measurement = RateMeasurement.of(300, calls(), Duration.ofMillis(1).toNanos(), false);
		assertThat(measurement.get(Figure.P50)).isCloseTo(2_000, within(20.0));
		assertThat(measurement.get(Figure.LATE_P99)).isCloseTo(100, within(1.0));
		assertThat(measurement.get(Figure.CPU)).isEqualTo(500);
		assertThat(measurement.get(Figure.ERRORS)).isEqualTo(1);
		assertThat(measurement.reasons()).isEqualTo("{IllegalStateException=1}");
	}

	/** Two calls, 100 us late, that end after 2 ms; one of them fails. */
	private static DueCalls calls() {
		Timeline timeline = new Timeline(0, 1);
		long late = Duration.ofNanos(100_000).toNanos();
		long end = Duration.ofMillis(2).toNanos();
		timeline.started(0, late);
		timeline.started(0, late);
		timeline.answered(0, end);
		timeline.failed(0, end, new IllegalStateException());
		return timeline.sum(IntStream.of(0));
	}

}
