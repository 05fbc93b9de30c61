package io.github.httppool.benchmarks.field;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.httppool.benchmarks.field.Finding.Verdict;
import io.github.httppool.benchmarks.field.ShopDrill.Outcome;
import io.github.httppool.benchmarks.field.Visits.Visit;
import io.github.httppool.benchmarks.harness.Options;
import io.github.httppool.benchmarks.plot.Chart;
import io.github.httppool.benchmarks.plot.LineChart;

/**
 * A dependency of which some calls hang, some are slow and some are reset.
 */
final class IllDependency implements Experiment {

	private static final int WORKERS = 12;

	private static final int PAYMENTS = 100;

	private static final int LOOKS = 10;

	private static final String FAILED_PER_SECOND = "visits failed, %";

	private static final String MEAN_PER_SECOND = "mean latency, ms";

	private static final String FAILED = "% failed";

	private static final String MEAN = "mean ms";

	private static final String FAILURES = "failures";

	@Override
	public int number() {
		return 4;
	}

	@Override
	public String title() {
		return "Errors for want of time-outs and isolation";
	}

	@Override
	public String reported() {
		return "7.3 % errors and 850 ms on average; 0.4 % and 120 ms with time-outs and isolation";
	}

	@Override
	public String method() {
		return """
				The application of row 3 with %d workers; %d of %d visits a second call `inventory`, which is ill for 20 s: of twenty calls one hangs, \
				one takes 2 s, and one has its connection reset. All visits count, from when it falls ill to 10 s after it is well again. Before and \
				after as in row 3; after with `retry.max-attempts=3` and `timeouts.response=1s` for `inventory`, whose calls are reads."""
			.formatted(WORKERS, LOOKS, PAYMENTS + LOOKS);
	}

	@Override
	public Duration time(Options options) {
		return ShopDrill.timeOfBothSides();
	}

	@Override
	public void run(Stage stage) throws Exception {
		Recorder recorder = stage.recorder();
		Map<String, Object> configured = new HashMap<>(ShopDrill.isolated(stage));
		configured.put("httppool.clients.inventory.timeouts.response", "1s");
		configured.put("httppool.clients.inventory.retry.max-attempts", 3);
		ShopDrill drill = new ShopDrill(WORKERS, PAYMENTS, LOOKS, Health.ILL, configured);
		Outcome outcome = drill.run(stage);
		List<Visit> all = new ArrayList<>(outcome.payment().visits());
		all.addAll(outcome.inventory().visits());
		Visits visits = Visits.of(all);
		recorder.series(visits.perSecond(FAILED_PER_SECOND, Visits::failedPercent));
		recorder.series(visits.perSecond(MEAN_PER_SECOND, Visits::meanMillis));
		List<Visit> counted = new ArrayList<>(recorder.during(drill.meanwhile(), visits).visits());
		counted.addAll(recorder.during(ShopDrill.RECOVERED, visits).visits());
		recorder.figure(FAILED, Visits.of(counted).failedPercent());
		recorder.figure(MEAN, Visits.of(counted).meanMillis());
		Visits.of(counted).failures().forEach((failure) -> recorder.text(FAILURES, failure));
	}

	@Override
	public Finding judge(Recording before, Recording after) {
		List<Verdict> verdicts = List.of(
				new Verdict("visits failed", "%.1f %%".formatted(before.figure(FAILED)),
						"%.2f %%".formatted(after.figure(FAILED)), "<= 0.4 %", after.figure(FAILED) <= 0.4),
				new Verdict("mean latency", "%,.0f ms".formatted(before.figure(MEAN)),
						"%,.0f ms".formatted(after.figure(MEAN)), "<= 120 ms", after.figure(MEAN) <= 120));
		Map<String, Chart> charts = new LinkedHashMap<>();
		charts.put("errors", chart("Failed visits", "% of the visits", FAILED_PER_SECOND, before, after));
		charts.put("latency", chart("Mean latency of all visits", "ms", MEAN_PER_SECOND, before, after).logarithmic());
		return new Finding(verdicts, charts, Diagnoses.of("visitors", FAILURES, before, after));
	}

	private static LineChart chart(String title, String unit, String series, Recording before, Recording after) {
		return new LineChart(title + " while a dependency is ill", "seconds", unit)
			.with(before.series(series).named("before: JDK client, no time-outs"))
			.with(after.series(series).named("after: this starter, time-outs and a pool each"))
			.span(after.phase("inventory is ill"), after.phase(ShopDrill.RECOVERED), "inventory is ill");
	}

}
