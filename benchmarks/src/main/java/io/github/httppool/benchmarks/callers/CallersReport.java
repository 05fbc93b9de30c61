package io.github.httppool.benchmarks.callers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

import io.github.httppool.benchmarks.harness.MarkdownTable;
import io.github.httppool.benchmarks.harness.Sample;

/**
 * What each client held, and whether it did.
 *
 * @param setting what was asked of all of them
 * @param runs the run of each
 */
public record CallersReport(String setting, List<CallersRun> runs) {

	/**
	 * Writes the seconds of each run into a file of its own.
	 * @param directory where to
	 * @return the files
	 */
	public List<Path> writeSeries(Path directory) throws IOException {
		Files.createDirectories(directory);
		for (CallersRun run : this.runs) {
			Files.write(file(directory, run), run.toCsv());
		}
		return this.runs.stream().map((run) -> file(directory, run)).toList();
	}

	private static Path file(Path directory, CallersRun run) {
		return directory.resolve(run.variant().key() + ".csv");
	}

	@Override
	public String toString() {
		return this.setting + "\n\n" + verdicts() + "\n"
				+ this.runs.stream().map((run) -> steps(run) + "\n").collect(Collectors.joining()) + reasons();
	}

	private MarkdownTable verdicts() {
		MarkdownTable table = new MarkdownTable("client",
				"p99 under %d ms in every second".formatted(CallersRun.LIMIT_MILLIS), "errors", "descriptors flat",
				"seconds disturbed");
		this.runs.forEach((run) -> table.row(run.variant().title(), latency(run),
				"%,d of %,d calls".formatted(run.errors(), run.calls()), descriptors(run),
				"%d of %d".formatted(run.disturbedSeconds(), run.seconds().size())));
		return table;
	}

	private static String latency(CallersRun run) {
		return run.isLatencyHeld() ? "held, at most %.0f ms".formatted(run.worstP99Millis())
				: "not held in %d seconds, %d of them disturbed; at most %,.0f ms".formatted(run.secondsOverLimit(),
						run.disturbedSecondsOverLimit(), run.worstP99Millis());
	}

	private static String descriptors(CallersRun run) {
		if (run.mostConnections() == 0) {
			return "unknown: connections are counted on Linux only";
		}
		return "%s: %.0f at first and %.0f at last besides connections, of which at most %d".formatted(
				run.areDescriptorsFlat() ? "yes" : "no", run.otherDescriptorsFirst(), run.otherDescriptorsLast(),
				run.mostConnections());
	}

	private static MarkdownTable steps(CallersRun run) {
		MarkdownTable table = new MarkdownTable(run.variant().title() + ", callers", "calls", "errors", "p50 ms",
				"p99 ms", "p99.9 ms", "max ms", "late p99 ms", "descriptors", "connections", "heap after GC, MB",
				"resident, MB");
		for (int step = 0; step < run.steps().size(); step++) {
			table.row(row(run.steps().get(step), run.secondsOf(step)));
		}
		return table;
	}

	private static String[] row(Step step, List<Second> seconds) {
		return new String[] { "%,d".formatted(step.callers()), "%,d".formatted(step.calls()),
				"%,d".formatted(step.errors()), millis(step.p50Millis()), millis(step.p99Millis()),
				millis(step.p999Millis()), millis(step.maxMillis()), millis(step.lateMillis()),
				range(CallersRun.sample(seconds, (second) -> second.holdings().descriptors())),
				range(CallersRun.sample(seconds, (second) -> second.holdings().connections())),
				range(CallersRun.sample(seconds, (second) -> second.holdings().heapMegabytes())),
				range(CallersRun.sample(seconds, (second) -> second.holdings().residentMegabytes())) };
	}

	private static String millis(double value) {
		return "%,.1f".formatted(value);
	}

	private static String range(Sample sample) {
		return "%.0f-%.0f".formatted(sample.min(), sample.max());
	}

	/**
	 * Returns a line for each step with errors.
	 */
	private String reasons() {
		return this.runs.stream()
			.flatMap((run) -> run.steps()
				.stream()
				.filter((step) -> step.errors() > 0)
				.map((step) -> "%s, %,d callers: %s%n".formatted(run.variant().title(), step.callers(),
						step.reasons())))
			.collect(Collectors.joining());
	}

}
