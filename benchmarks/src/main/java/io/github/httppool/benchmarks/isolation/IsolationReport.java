package io.github.httppool.benchmarks.isolation;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

import io.github.httppool.benchmarks.harness.Machine;
import io.github.httppool.benchmarks.harness.MarkdownTable;
import io.github.httppool.benchmarks.harness.Sample;

/**
 * What became of payment's calls, how much slower they were than before, and how
 * inventory's calls ended while it hung: medians of all rounds.
 */
record IsolationReport(Map<IsolationVariant, List<IsolationMeasurement>> measurements) {

	@Override
	public String toString() {
		List<IsolationMeasurement> all = this.measurements.values().stream().flatMap(List::stream).toList();
		long disturbed = all.stream().filter(IsolationMeasurement::disturbed).count();
		return payment() + "\n" + slowdown() + "\n" + inventory() + "\n" + Machine.disturbed(disturbed, all.size());
	}

	private MarkdownTable payment() {
		MarkdownTable table = new MarkdownTable("payment", "answered/s", "errors", "p50 ms", "p99 ms", "p99, range");
		this.measurements.forEach((variant, rounds) -> Arrays.stream(Phase.values())
			.forEach((phase) -> table.row(paymentRow(variant, phase, rounds))));
		return table;
	}

	private static String[] paymentRow(IsolationVariant variant, Phase phase, List<IsolationMeasurement> rounds) {
		Sample p99 = sample(rounds, Dependency.PAYMENT, phase, (calls) -> calls.millis(99));
		return new String[] { "%s: %s".formatted(variant.title(), phase.title()),
				"%,.0f".formatted(sample(rounds, Dependency.PAYMENT, phase, Calls::answeredPerSecond).median()),
				"%.1f %%".formatted(sample(rounds, Dependency.PAYMENT, phase, Calls::failedPercent).median()),
				millis(sample(rounds, Dependency.PAYMENT, phase, (calls) -> calls.millis(50)).median()),
				millis(p99.median()), millis(p99.min()) + "-" + millis(p99.max()) };
	}

	private MarkdownTable slowdown() {
		MarkdownTable table = new MarkdownTable("payment's p99 / before", Phase.HANGING.title(), Phase.AFTER.title());
		this.measurements.forEach((variant, rounds) -> table.row(variant.title(),
				slowdown(rounds, Phase.HANGING).withRange(), slowdown(rounds, Phase.AFTER).withRange()));
		return table;
	}

	private static Sample slowdown(List<IsolationMeasurement> rounds, Phase phase) {
		return Sample.of(rounds.stream().mapToDouble((round) -> round.slowdown(phase)));
	}

	private MarkdownTable inventory() {
		MarkdownTable table = new MarkdownTable(row("inventory, while it hangs",
				Arrays.stream(Outcome.values()).map(Outcome::title), "p50 ms", "p99 ms"));
		this.measurements.forEach((variant,
				rounds) -> table.row(row(variant.title(),
						Arrays.stream(Outcome.values())
							.map((outcome) -> "%.1f %%".formatted(hanging(rounds, (calls) -> calls.percent(outcome)))),
						millis(hanging(rounds, (calls) -> calls.millis(50))),
						millis(hanging(rounds, (calls) -> calls.millis(99))))));
		return table;
	}

	private static double hanging(List<IsolationMeasurement> rounds, ToDoubleFunction<Calls> figure) {
		return sample(rounds, Dependency.INVENTORY, Phase.HANGING, figure).median();
	}

	private static String[] row(String first, Stream<String> cells, String... last) {
		return Stream.of(Stream.of(first), cells, Stream.of(last)).flatMap((part) -> part).toArray(String[]::new);
	}

	private static Sample sample(List<IsolationMeasurement> rounds, Dependency dependency, Phase phase,
			ToDoubleFunction<Calls> figure) {
		return Sample.of(rounds.stream().map((round) -> round.get(dependency, phase)).mapToDouble(figure));
	}

	private static String millis(double value) {
		return "%,.2f".formatted(value);
	}

}
