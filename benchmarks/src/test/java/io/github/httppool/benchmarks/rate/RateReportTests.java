package io.github.httppool.benchmarks.rate;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.httppool.benchmarks.harness.Variant;
import io.github.httppool.benchmarks.rate.RateMeasurement.Figure;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Who is compared to whom.
 */
class RateReportTests {

	private static final int RATE = 300;

	private final Map<Variant, List<RateMeasurement>> measurements = new LinkedHashMap<>();

	@Test
	void whenThereAreSeveralOthersThenTheRatioIsToTheBestOfTheSameApi() {
		this.measurements.put(Variant.REST_JDK, rounds(400, 400));
		this.measurements.put(Variant.REST_HC5, rounds(200, 100));
		this.measurements.put(Variant.WEB_REACTOR, rounds(1, 1));
		this.measurements.put(Variant.REST_UNTRACKED, rounds(1, 1));
		this.measurements.put(Variant.REST_OURS, rounds(100, 100));
		assertThat(report()).contains("| RestClient, 300 calls/s | 0.75 (0.50-1.00) of rest-hc5 |")
			.doesNotContain("| WebClient, 300 calls/s |");
	}

	@Test
	void whenThereIsNoOtherThenNothingIsCompared() {
		this.measurements.put(Variant.WEB_OURS, rounds(100));
		assertThat(report()).contains("| WebClient, this starter | 100 |").doesNotContain(" of web-");
	}

	@Test
	void whenRoundsAreSummedUpThenErrorsAddUpAndTheHighestLatencyCounts() {
		this.measurements.put(Variant.WEB_OURS, List.of(measurement(100, 3, 7_000), measurement(200, 4, 5_000)));
		assertThat(report()).contains("| WebClient, this starter | 150 | 150 | 150 | 7,000 | 7 |")
			.contains("WebClient, this starter, 300 calls/s: {SomeException=3}")
			.contains("0 of 2 measurements were disturbed");
	}

	private String report() {
		return new RateReport("", List.of(RATE), this.measurements).toString();
	}

	private static List<RateMeasurement> rounds(int... micros) {
		return Arrays.stream(micros).mapToObj((each) -> measurement(each, 0, each)).toList();
	}

	private static RateMeasurement measurement(double micros, int errors, double max) {
		Map<Figure, Double> figures = new EnumMap<>(Figure.class);
		for (Figure figure : Figure.values()) {
			figures.put(figure, micros);
		}
		figures.put(Figure.ERRORS, (double) errors);
		figures.put(Figure.MAX, max);
		return new RateMeasurement(RATE, figures, "{SomeException=%d}".formatted(errors), false);
	}

}
