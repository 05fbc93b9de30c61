package io.github.httppool.benchmarks.field;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.github.httppool.benchmarks.callers.CallersBenchmark;
import io.github.httppool.benchmarks.callers.CallersRun;
import io.github.httppool.benchmarks.field.Finding.Verdict;
import io.github.httppool.benchmarks.harness.Options;
import io.github.httppool.benchmarks.harness.Variant;
import io.github.httppool.benchmarks.plot.LineChart;
import io.github.httppool.benchmarks.plot.Series;

/**
 * More and more callers: the benchmark {@code callers}, for a shorter time.
 */
final class ManyCallers implements Problem {

	private static final String OPTION = "minutes";

	private static final int DEFAULT = 1;

	/** Of each side: its JVM starts and warms up. */
	private static final Duration PREPARATION = Duration.ofSeconds(30);

	@Override
	public int number() {
		return 7;
	}

	@Override
	public String title() {
		return "Many callers";
	}

	@Override
	public String reported() {
		return "p99 is to stay under 200 ms from 100 to 1,000 callers, for 5 minutes";
	}

	@Override
	public String method() {
		return """
				100, 250, 500 and 1,000 callers, a quarter of %d min each (`--%s=`; 5 with `benchmarks/run callers`). Each calls every 2 s, on a clock \
				of its own, and is answered after 50 ms. Before: Spring Boot's `RestClient` on the JDK. After: `RestClient` of this starter with at \
				most %d connections."""
			.formatted(DEFAULT, OPTION, Variant.MAX_CONNECTIONS);
	}

	@Override
	public Duration time(Options options) {
		return Duration.ofMinutes(options.number(OPTION, DEFAULT)).plus(PREPARATION).multipliedBy(2);
	}

	@Override
	public Finding find(Investigation investigation) throws IOException, InterruptedException {
		return judge(run(investigation, Side.BEFORE, Variant.REST_JDK),
				run(investigation, Side.AFTER, Variant.REST_OURS));
	}

	private CallersRun run(Investigation investigation, Side side, Variant variant)
			throws IOException, InterruptedException {
		int minutes = investigation.options().number(OPTION, DEFAULT);
		investigation.phase(side, "%d min of callers".formatted(minutes));
		Options options = new Options(Map.of("variants", variant.key(), "minutes", Integer.toString(minutes)));
		CallersRun run = new CallersBenchmark(options).run().runs().get(0);
		investigation.measured(this, side, (run.disturbedSeconds() > 0)
				? "%d of %d seconds".formatted(run.disturbedSeconds(), run.seconds().size()) : null);
		return run;
	}

	static Finding judge(CallersRun before, CallersRun after) {
		List<Verdict> verdicts = List.of(
				new Verdict("p99 of the slowest of %d seconds".formatted(after.seconds().size()), latency(before),
						latency(after), "< %d ms".formatted(CallersRun.LIMIT_MILLIS), after.isLatencyHeld()),
				new Verdict("calls failed", errors(before), errors(after), "0", after.errors() == 0),
				new Verdict("descriptors besides connections, at first and at last", descriptors(before),
						descriptors(after), "flat", after.areDescriptorsFlat()),
				new Verdict("connections, at most", "%d".formatted(before.mostConnections()),
						"%d".formatted(after.mostConnections()), "<= %d, the limit".formatted(Variant.MAX_CONNECTIONS),
						after.mostConnections() <= Variant.MAX_CONNECTIONS));
		return new Finding(verdicts, Map.of("p99", chart(before, after)), disturbances(before, after));
	}

	private static LineChart chart(CallersRun before, CallersRun after) {
		LineChart chart = new LineChart("p99 of each second, with more and more callers", "seconds", "ms")
			.with(series("before: JDK client", before))
			.with(series("after: this starter", after))
			.level(CallersRun.LIMIT_MILLIS, "%d ms".formatted(CallersRun.LIMIT_MILLIS));
		for (int step = 0; step < after.steps().size(); step++) {
			chart.change(after.secondsOf(step).get(0).number(),
					"%,d callers".formatted(after.steps().get(step).callers()));
		}
		return chart;
	}

	private static Series series(String name, CallersRun run) {
		return new Series(name,
				run.seconds()
					.stream()
					.map((second) -> new Series.Point(second.number() + 0.5, second.p99Millis()))
					.toList());
	}

	/**
	 * Says which seconds over the limit may be another process's.
	 */
	private static List<String> disturbances(CallersRun before, CallersRun after) {
		List<String> lines = new ArrayList<>();
		lines.addAll(disturbances(Side.BEFORE, before));
		lines.addAll(disturbances(Side.AFTER, after));
		return lines;
	}

	private static List<String> disturbances(Side side, CallersRun run) {
		return run.isLatencyHeld() ? List.of()
				: List.of("p99 was not under %d ms in %d seconds %s, %d of them disturbed by other processes."
					.formatted(CallersRun.LIMIT_MILLIS, run.secondsOverLimit(), side.title(),
							run.disturbedSecondsOverLimit()));
	}

	private static String latency(CallersRun run) {
		return "%,.0f ms".formatted(run.worstP99Millis());
	}

	private static String errors(CallersRun run) {
		return "%,d of %,d".formatted(run.errors(), run.calls());
	}

	private static String descriptors(CallersRun run) {
		return "%.0f, %.0f".formatted(run.otherDescriptorsFirst(), run.otherDescriptorsLast());
	}

}
