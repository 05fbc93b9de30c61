package io.github.httppool.benchmarks.load;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.github.httppool.benchmarks.harness.Machine;
import io.github.httppool.benchmarks.harness.MarkdownTable;
import io.github.httppool.benchmarks.harness.Sample;
import io.github.httppool.benchmarks.harness.Variant;
import io.github.httppool.benchmarks.load.Measurement.Figure;

/**
 * The medians of all rounds, and how this starter compares to each of the others of the
 * same API. A comparison is the median, and in brackets the range, of the ratios of each
 * round: what disturbs a round mostly disturbs both sides of its ratio.
 */
public record LoadReport(Map<Variant, List<Measurement>> measurements) {

	@Override
	public String toString() {
		MarkdownTable medians = new MarkdownTable(titles("client"));
		this.measurements
			.forEach((variant, rounds) -> medians.row(row(variant.title(), (figure) -> median(rounds, figure))));
		MarkdownTable ratios = new MarkdownTable(titles("this starter / other"));
		this.measurements.keySet()
			.stream()
			.filter((variant) -> variant != variant.ours() && this.measurements.containsKey(variant.ours()))
			.forEach((variant) -> ratios.row(row(variant.title(), (figure) -> ratio(variant, figure))));
		return medians + "\n" + ratios + "\n" + disturbed();
	}

	private String disturbed() {
		List<Measurement> all = this.measurements.values().stream().flatMap(List::stream).toList();
		return Machine.disturbed(all.stream().filter(Measurement::disturbed).count(), all.size());
	}

	private static String[] titles(String first) {
		return Stream.concat(Stream.of(first), Arrays.stream(Figure.values()).map(Figure::title))
			.toArray(String[]::new);
	}

	private static String[] row(String title, Function<Figure, String> cell) {
		return Stream.concat(Stream.of(title), Arrays.stream(Figure.values()).map(cell)).toArray(String[]::new);
	}

	private static String median(List<Measurement> rounds, Figure figure) {
		return "%,.0f".formatted(Sample.of(rounds.stream().mapToDouble((round) -> round.get(figure))).median());
	}

	private String ratio(Variant peer, Figure figure) {
		List<Measurement> ours = this.measurements.get(peer.ours());
		List<Measurement> theirs = this.measurements.get(peer);
		Sample ratios = Sample.of(IntStream.range(0, Math.min(ours.size(), theirs.size()))
			.mapToDouble((round) -> ours.get(round).get(figure) / theirs.get(round).get(figure)));
		return ratios.withRange();
	}

}
