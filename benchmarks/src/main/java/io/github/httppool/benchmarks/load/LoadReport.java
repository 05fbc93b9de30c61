package io.github.httppool.benchmarks.load;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.httppool.benchmarks.harness.Machine;
import io.github.httppool.benchmarks.harness.MarkdownTable;
import io.github.httppool.benchmarks.harness.Sample;
import io.github.httppool.benchmarks.load.Measurement.Figure;

/**
 * The medians of all rounds, how far each client is above its floor, how this starter
 * compares to each of the others, and whether it is as fast as it wants to be. A
 * comparison is the median, and in brackets the range, of its {@link Ratios}.
 */
public final class LoadReport {

	private static final String NOT_MEASURED = "-";

	private final Map<Subject, List<Measurement>> measurements;

	private final Ratios ratios;

	LoadReport(Map<Subject, List<Measurement>> measurements) {
		this.measurements = measurements;
		this.ratios = new Ratios(measurements);
	}

	@Override
	public String toString() {
		return Stream
			.of(medians("floor", Subject::isFloor), medians("client", Predicate.not(Subject::isFloor)), aboveFloors(),
					comparisons(), targets())
			.filter(Predicate.not(MarkdownTable::isEmpty))
			.map(MarkdownTable::toString)
			.collect(Collectors.joining("\n")) + "\n" + disturbed();
	}

	private MarkdownTable medians(String what, Predicate<Subject> which) {
		List<Figure> figures = List.of(Figure.values());
		MarkdownTable table = new MarkdownTable(row(what, figures, Figure::title));
		measured(which).forEach((subject) -> table.row(row(subject.title(), figures,
				(figure) -> cell(this.ratios.own(subject, figure), (sample) -> figure.format(sample.median())))));
		return table;
	}

	private MarkdownTable aboveFloors() {
		MarkdownTable table = new MarkdownTable("client / its floor", Figure.CPU.title(), "floor", "CPU / floor");
		measured((subject) -> this.ratios.aboveFloor(subject).isPresent())
			.forEach((client) -> table.row(client.title(), cell(this.ratios.own(client, Figure.CPU), LoadReport::cpu),
					cell(this.ratios.floor(client), LoadReport::cpu),
					cell(this.ratios.aboveFloor(client), Sample::withRange)));
		return table;
	}

	private static String cpu(Sample sample) {
		return Figure.CPU.format(sample.median());
	}

	private MarkdownTable comparisons() {
		List<Figure> figures = Arrays.stream(Figure.values()).filter((figure) -> figure != Figure.LOOPS).toList();
		MarkdownTable table = new MarkdownTable(row("this starter / other", figures, Figure::title));
		measured(this::isPeer).forEach((peer) -> table
			.row(row(peer.title(), figures, (figure) -> cell(this.ratios.ofPeer(peer, figure), Sample::withRange))));
		return table;
	}

	private boolean isPeer(Subject subject) {
		return !subject.isFloor() && subject != subject.ours() && this.measurements.containsKey(subject.ours());
	}

	private MarkdownTable targets() {
		MarkdownTable table = new MarkdownTable("target", "reached", "verdict");
		for (Target target : Target.values()) {
			target.reached(this.ratios)
				.ifPresent((reached) -> table.row(target.title(), reached.withRange(), target.verdict(reached)));
		}
		return table;
	}

	private Stream<Subject> measured(Predicate<Subject> which) {
		return this.measurements.keySet().stream().filter(which);
	}

	private String disturbed() {
		List<Measurement> all = this.measurements.values().stream().flatMap(List::stream).toList();
		return Machine.disturbed(all.stream().filter(Measurement::disturbed).count(), all.size());
	}

	private static String cell(Optional<Sample> sample, Function<Sample, String> text) {
		return sample.map(text).orElse(NOT_MEASURED);
	}

	private static String[] row(String title, List<Figure> figures, Function<Figure, String> cell) {
		return Stream.concat(Stream.of(title), figures.stream().map(cell)).toArray(String[]::new);
	}

}
