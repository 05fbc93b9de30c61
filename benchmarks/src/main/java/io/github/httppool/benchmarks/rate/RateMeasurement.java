package io.github.httppool.benchmarks.rate;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

import io.github.httppool.benchmarks.harness.DueCalls;
import io.github.httppool.benchmarks.harness.Sample;

/**
 * The figures of one client at one rate in one round.
 *
 * @param rate calls per second
 * @param figures the figures
 * @param reasons why calls were not answered, and how many each
 * @param disturbed whether other processes were busy meanwhile
 */
record RateMeasurement(int rate, Map<Figure, Double> figures, String reasons, boolean disturbed) {

	private static final String QUIET = "quiet";

	private static final String DISTURBED = "disturbed";

	static RateMeasurement of(int rate, DueCalls calls, long cpuNanos, boolean disturbed) {
		Map<Figure, Double> figures = new EnumMap<>(Figure.class);
		figures.put(Figure.P50, calls.latencyNanos(50) / 1e3);
		figures.put(Figure.P99, calls.latencyNanos(99) / 1e3);
		figures.put(Figure.P999, calls.latencyNanos(99.9) / 1e3);
		figures.put(Figure.MAX, calls.latencyNanos(100) / 1e3);
		figures.put(Figure.ERRORS, (double) calls.errors());
		figures.put(Figure.CPU, cpuNanos / 1e3 / calls.made());
		figures.put(Figure.LATE_P50, calls.lateNanos(50) / 1e3);
		figures.put(Figure.LATE_P99, calls.lateNanos(99) / 1e3);
		return new RateMeasurement(rate, figures, calls.reasons().toString().replace(" ", ""), disturbed);
	}

	/**
	 * Reads what {@link #toString} wrote in another process.
	 */
	static RateMeasurement parse(String text) {
		String[] words = text.split(" ");
		Map<Figure, Double> figures = new EnumMap<>(Figure.class);
		Arrays.stream(words, 3, words.length)
			.map((figure) -> figure.split("="))
			.forEach((figure) -> figures.put(Figure.valueOf(figure[0]), Double.valueOf(figure[1])));
		return new RateMeasurement(Integer.parseInt(words[0]), figures, words[2], words[1].equals(DISTURBED));
	}

	double get(Figure figure) {
		return this.figures.get(figure);
	}

	@Override
	public String toString() {
		return this.figures.entrySet()
			.stream()
			.map((figure) -> "%s=%.1f".formatted(figure.getKey(), figure.getValue()))
			.collect(Collectors.joining(" ",
					"%d %s %s ".formatted(this.rate, this.disturbed ? DISTURBED : QUIET, this.reasons), ""));
	}

	/**
	 * What is measured, and how the figure of all rounds comes from those of each.
	 */
	enum Figure {

		P50("p50 us", Sample::median),

		P99("p99 us", Sample::median),

		P999("p99.9 us", Sample::median),

		MAX("max us", Sample::max),

		ERRORS("errors", Sample::sum),

		CPU("CPU us/request", Sample::median),

		LATE_P50("late p50 us", Sample::median),

		LATE_P99("late p99 us", Sample::median);

		private final String title;

		private final ToDoubleFunction<Sample> overall;

		Figure(String title, ToDoubleFunction<Sample> overall) {
			this.title = title;
			this.overall = overall;
		}

		String title() {
			return this.title;
		}

		double overall(Sample rounds) {
			return this.overall.applyAsDouble(rounds);
		}

	}

}
