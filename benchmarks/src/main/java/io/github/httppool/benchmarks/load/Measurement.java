package io.github.httppool.benchmarks.load;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Collectors;

import org.HdrHistogram.Histogram;

/**
 * The figures of one window of load.
 *
 * @param figures the figures
 * @param disturbed whether other processes were busy meanwhile
 */
record Measurement(Map<Figure, Double> figures, boolean disturbed) {

	private static final String QUIET = "quiet";

	private static final String DISTURBED = "disturbed";

	static Measurement of(Calls answered, CpuCost cost, LoopTimes loops, boolean disturbed) {
		double calls = answered.count();
		Histogram latencies = answered.latencies();
		Map<Figure, Double> figures = new EnumMap<>(Figure.class);
		figures.put(Figure.RATE, calls * 1e9 / cost.wallNanos());
		figures.put(Figure.CPU, cost.cpuNanos() / calls / 1e3);
		figures.put(Figure.BYTES, cost.allocatedBytes() / calls);
		figures.put(Figure.P50, latencies.getValueAtPercentile(50) / 1e3);
		figures.put(Figure.P99, latencies.getValueAtPercentile(99) / 1e3);
		figures.put(Figure.P999, latencies.getValueAtPercentile(99.9) / 1e3);
		figures.put(Figure.LOOPS, loops.busiestToIdlest());
		return new Measurement(figures, disturbed);
	}

	/**
	 * Reads what {@link #toString} wrote in another process.
	 */
	static Measurement parse(String text) {
		Map<Figure, Double> figures = new EnumMap<>(Figure.class);
		String[] words = text.split(" ");
		Arrays.stream(words, 1, words.length)
			.map((figure) -> figure.split("="))
			.forEach((figure) -> figures.put(Figure.valueOf(figure[0]), Double.valueOf(figure[1])));
		return new Measurement(figures, words[0].equals(DISTURBED));
	}

	double get(Figure figure) {
		return this.figures.get(figure);
	}

	@Override
	public String toString() {
		return this.figures.entrySet()
			.stream()
			.map((figure) -> figure.getKey() + "=" + figure.getValue())
			.collect(Collectors.joining(" ", (this.disturbed ? DISTURBED : QUIET) + " ", ""));
	}

	/**
	 * What is measured.
	 */
	enum Figure {

		RATE("requests/s", "%,.0f"), CPU("CPU us/request", "%,.1f"), BYTES("bytes/request", "%,.0f"),

		P50("p50 us", "%,.0f"), P99("p99 us", "%,.0f"), P999("p99.9 us", "%,.0f"),

		LOOPS("busiest/idlest loop", "%,.2f");

		private static final String NONE = "-";

		private final String title;

		private final String format;

		Figure(String title, String format) {
			this.title = title;
			this.format = format;
		}

		String title() {
			return this.title;
		}

		String format(double value) {
			return Double.isNaN(value) ? NONE : this.format.formatted(value);
		}

	}

}
