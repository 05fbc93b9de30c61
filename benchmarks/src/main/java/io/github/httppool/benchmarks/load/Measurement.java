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

	static Measurement of(Histogram latencies, CpuCost cost, boolean disturbed) {
		double calls = latencies.getTotalCount();
		Map<Figure, Double> figures = new EnumMap<>(Figure.class);
		figures.put(Figure.RATE, calls * 1e9 / cost.wallNanos());
		figures.put(Figure.CPU, cost.cpuNanos() / calls / 1e3);
		figures.put(Figure.BYTES, cost.allocatedBytes() / calls);
		figures.put(Figure.P50, latencies.getValueAtPercentile(50) / 1e3);
		figures.put(Figure.P99, latencies.getValueAtPercentile(99) / 1e3);
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
			.map((figure) -> "%s=%.1f".formatted(figure.getKey(), figure.getValue()))
			.collect(Collectors.joining(" ", (this.disturbed ? DISTURBED : QUIET) + " ", ""));
	}

	/**
	 * What is measured.
	 */
	enum Figure {

		RATE("requests/s"), CPU("CPU us/request"), BYTES("bytes/request"), P50("p50 us"), P99("p99 us");

		private final String title;

		Figure(String title) {
			this.title = title;
		}

		String title() {
			return this.title;
		}

	}

}
