package io.github.httppool.benchmarks.rate;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.github.httppool.benchmarks.harness.Machine;
import io.github.httppool.benchmarks.harness.MarkdownTable;
import io.github.httppool.benchmarks.harness.Sample;
import io.github.httppool.benchmarks.harness.Variant;
import io.github.httppool.benchmarks.rate.RateMeasurement.Figure;

/**
 * The figures of every client at every rate, and how this starter compares to the best of
 * the others with the same API. A ratio is the median, and in brackets the range, of the
 * ratios of each round.
 *
 * @param setting what was asked of all of them
 * @param rates calls per second
 * @param measurements the measurements of each client, in the order of the rounds
 */
public record RateReport(String setting, List<Integer> rates, Map<Variant, List<RateMeasurement>> measurements) {

	private static final List<Figure> COMPARED = List.of(Figure.P50, Figure.P99, Figure.P999);

	@Override
	public String toString() {
		String figures = this.rates.stream().map((rate) -> figures(rate) + "\n").collect(Collectors.joining());
		return this.setting + "\n\n" + figures + comparison() + "\n" + reasons() + disturbed();
	}

	private MarkdownTable figures(int rate) {
		MarkdownTable table = new MarkdownTable(
				row("%,d calls/s".formatted(rate), Arrays.stream(Figure.values()).map(Figure::title)));
		this.measurements.keySet()
			.forEach((variant) -> table.row(row(variant.title(), Arrays.stream(Figure.values())
				.map((figure) -> "%,.0f".formatted(overall(variant, rate, figure))))));
		return table;
	}

	private MarkdownTable comparison() {
		MarkdownTable table = new MarkdownTable(row("this starter / best other client",
				Stream.concat(COMPARED.stream().map(Figure::title), Stream.of("at most 1.00"))));
		ours().forEach((ours) -> this.rates.forEach((rate) -> table.row(comparison(ours, rate))));
		return table;
	}

	private String[] comparison(Variant ours, int rate) {
		List<Comparison> comparisons = COMPARED.stream().map((figure) -> compare(ours, rate, figure)).toList();
		long reached = comparisons.stream().filter(Comparison::isReached).count();
		return row("%s, %,d calls/s".formatted(ours.isReactive() ? "WebClient" : "RestClient", rate),
				Stream.concat(comparisons.stream().map(String::valueOf),
						Stream.of("%d of %d".formatted(reached, comparisons.size()))));
	}

	/**
	 * Returns those of this starter that are compared to anything.
	 */
	private Stream<Variant> ours() {
		return this.measurements.keySet()
			.stream()
			.filter((variant) -> variant == variant.ours() && others(variant).findAny().isPresent());
	}

	private Stream<Variant> others(Variant ours) {
		return this.measurements.keySet().stream().filter((variant) -> !variant.isOnPool() && variant.ours() == ours);
	}

	private Comparison compare(Variant ours, int rate, Figure figure) {
		Variant best = others(ours).min(Comparator.comparingDouble((other) -> overall(other, rate, figure)))
			.orElseThrow();
		List<RateMeasurement> numerators = at(rate, ours);
		List<RateMeasurement> denominators = at(rate, best);
		return new Comparison(best, Sample.of(IntStream.range(0, numerators.size())
			.mapToDouble((round) -> numerators.get(round).get(figure) / denominators.get(round).get(figure))));
	}

	private double overall(Variant variant, int rate, Figure figure) {
		return figure.overall(Sample.of(at(rate, variant).stream().mapToDouble((round) -> round.get(figure))));
	}

	private List<RateMeasurement> at(int rate, Variant variant) {
		return this.measurements.get(variant).stream().filter((measurement) -> measurement.rate() == rate).toList();
	}

	/**
	 * Returns a line for each measurement with errors.
	 */
	private String reasons() {
		StringBuilder lines = new StringBuilder();
		this.measurements.forEach((variant, all) -> all.stream()
			.filter((measurement) -> measurement.get(Figure.ERRORS) > 0)
			.forEach((measurement) -> lines.append(
					"%s, %,d calls/s: %s%n".formatted(variant.title(), measurement.rate(), measurement.reasons()))));
		return lines.toString();
	}

	private String disturbed() {
		List<RateMeasurement> all = this.measurements.values().stream().flatMap(List::stream).toList();
		return Machine.disturbed(all.stream().filter(RateMeasurement::disturbed).count(), all.size());
	}

	private static String[] row(String first, Stream<String> cells) {
		return Stream.concat(Stream.of(first), cells).toArray(String[]::new);
	}

	/**
	 * A figure of this starter beside that of the best other client.
	 *
	 * @param best the other client
	 * @param ratios the ratios of all rounds
	 */
	private record Comparison(Variant best, Sample ratios) {

		boolean isReached() {
			return this.ratios.median() <= 1;
		}

		@Override
		public String toString() {
			return "%s of %s".formatted(this.ratios.withRange(), this.best.key());
		}

	}

}
