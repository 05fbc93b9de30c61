package io.github.httppool.benchmarks.startup;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.github.httppool.benchmarks.harness.Machine;
import io.github.httppool.benchmarks.harness.MarkdownTable;
import io.github.httppool.benchmarks.harness.Options;
import io.github.httppool.benchmarks.harness.Sample;

/**
 * Starts the same application with the starter, with the starter switched off and without
 * it, in turns, each time in a new JVM. Figures are medians; what the starter adds is the
 * median of the differences of each round.
 */
public final class StartupBenchmark {

	private static final int SLOWEST_BEANS = 12;

	private static final List<StartupFigure> SHOWN = Stream.of(StartupFigure.values())
		.filter((figure) -> figure != StartupFigure.DISTURBED)
		.toList();

	private final int rounds;

	private final Map<StartupVariant, List<StartupMeasurement>> measured = new EnumMap<>(StartupVariant.class);

	public StartupBenchmark(Options options) {
		this.rounds = options.number("rounds", 15);
	}

	public String run() throws IOException, InterruptedException {
		// Fills the page cache.
		for (StartupVariant variant : StartupVariant.values()) {
			StartupMeasurement.of(variant);
		}
		for (int round = 1; round <= this.rounds; round++) {
			System.err.printf("round %d of %d%n", round, this.rounds);
			for (StartupVariant variant : StartupVariant.values()) {
				this.measured.computeIfAbsent(variant, (key) -> new ArrayList<>()).add(StartupMeasurement.of(variant));
			}
		}
		return "%s%n%s%n%s%n%s".formatted(phases(), differences(), beans(), disturbances());
	}

	private MarkdownTable phases() {
		MarkdownTable table = new MarkdownTable(titles("application"));
		for (StartupVariant variant : StartupVariant.values()) {
			table.row(row(variant.title(), (figure) -> "%,.0f".formatted(sample(variant, figure).median())));
		}
		return table;
	}

	private MarkdownTable differences() {
		MarkdownTable table = new MarkdownTable(titles("added by the starter"));
		for (StartupVariant other : List.of(StartupVariant.WITHOUT, StartupVariant.OFF)) {
			table.row(row("to " + other.title(), (figure) -> {
				Sample added = sample((round) -> get(StartupVariant.WITH, round, figure) - get(other, round, figure));
				return "%.0f (%.0f-%.0f)".formatted(added.median(), added.min(), added.max());
			}));
		}
		return table;
	}

	private static String[] titles(String first) {
		return row(first, StartupFigure::title);
	}

	private static String[] row(String first, Function<StartupFigure, String> cell) {
		return Stream.concat(Stream.of(first), SHOWN.stream().map(cell)).toArray(String[]::new);
	}

	private MarkdownTable beans() {
		MarkdownTable table = new MarkdownTable("bean of the starter", "ms");
		Set<String> names = new TreeSet<>();
		this.measured.get(StartupVariant.WITH).forEach((start) -> names.addAll(start.beans().keySet()));
		names.stream()
			.sorted(Comparator.comparingDouble(this::beanMillis).reversed())
			.limit(SLOWEST_BEANS)
			.forEach((name) -> table.row(name, "%.1f".formatted(beanMillis(name))));
		return table;
	}

	private double beanMillis(String name) {
		return sample((round) -> this.measured.get(StartupVariant.WITH).get(round).beans().getOrDefault(name, 0.0))
			.median();
	}

	private String disturbances() {
		double disturbed = this.measured.values()
			.stream()
			.flatMap(List::stream)
			.mapToDouble((start) -> start.get(StartupFigure.DISTURBED))
			.sum();
		return Machine.disturbed(Math.round(disturbed), (long) this.rounds * StartupVariant.values().length);
	}

	private Sample sample(StartupVariant variant, StartupFigure figure) {
		return sample((round) -> get(variant, round, figure));
	}

	private double get(StartupVariant variant, int round, StartupFigure figure) {
		return this.measured.get(variant).get(round).get(figure);
	}

	private Sample sample(IntToDoubleFunction ofRound) {
		return Sample.of(IntStream.range(0, this.rounds).mapToDouble(ofRound));
	}

}
