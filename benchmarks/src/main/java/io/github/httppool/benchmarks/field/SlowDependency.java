package io.github.httppool.benchmarks.field;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.httppool.benchmarks.field.Finding.Verdict;
import io.github.httppool.benchmarks.field.ShopDrill.Outcome;
import io.github.httppool.benchmarks.harness.Options;
import io.github.httppool.benchmarks.plot.Chart;
import io.github.httppool.benchmarks.plot.LineChart;

/**
 * One dependency hangs, and calls to it have no time-out: soon they occupy all workers of
 * the web server.
 */
final class SlowDependency implements Experiment {

	private static final int WORKERS = 40;

	private static final int PAYMENTS = 100;

	private static final int LOOKS = 20;

	private static final String PAYMENT_P99 = "payment, p99 ms";

	private static final String INVENTORY_P99 = "inventory, p99 ms";

	private static final String WELL_P99 = "payment, p99 ms while all is well";

	private static final String MEANWHILE_P99 = "payment, p99 ms meanwhile";

	private static final String MEANWHILE_FAILED = "payment, % failed meanwhile";

	private static final String INVENTORY_P50 = "inventory, p50 ms meanwhile";

	private static final String DIAGNOSIS = "diagnosis";

	@Override
	public int number() {
		return 3;
	}

	@Override
	public String title() {
		return "A slow dependency without time-outs";
	}

	@Override
	public String reported() {
		return "one slow dependency stalled all workers for 40 minutes";
	}

	@Override
	public String method() {
		return """
				An application on Tomcat with %d workers is visited %d times a second by users whose page calls `payment`, and %d times by users \
				whose page calls `inventory`, both at one host and answered after 50 ms. Then `inventory` hangs for 20 s. Users give up after %d s. \
				Before: Spring Boot's client on the JDK, without time-outs, as it is by default. After: a named client for each, `inventory` with \
				10 connections, `timeouts.acquire=500ms` and `timeouts.response=2s`."""
			.formatted(WORKERS, PAYMENTS, LOOKS, Visitors.PATIENCE.toSeconds());
	}

	@Override
	public Duration time(Options options) {
		return ShopDrill.timeOfBothSides();
	}

	@Override
	public void run(Stage stage) throws Exception {
		Recorder recorder = stage.recorder();
		ShopDrill drill = new ShopDrill(WORKERS, PAYMENTS, LOOKS, Health.HANGING, ShopDrill.isolated(stage));
		Outcome outcome = drill.run(stage);
		recorder.series(outcome.payment().perSecond(PAYMENT_P99, (visits) -> visits.percentileMillis(99)));
		recorder.series(outcome.inventory().perSecond(INVENTORY_P99, (visits) -> visits.percentileMillis(99)));
		Visits well = recorder.during(ShopDrill.WELL, outcome.payment());
		Visits payment = recorder.during(drill.meanwhile(), outcome.payment());
		Visits inventory = recorder.during(drill.meanwhile(), outcome.inventory());
		recorder.figure(WELL_P99, well.percentileMillis(99));
		recorder.figure(MEANWHILE_P99, payment.percentileMillis(99));
		recorder.figure(MEANWHILE_FAILED, payment.failedPercent());
		recorder.figure(INVENTORY_P50, inventory.percentileMillis(50));
		inventory.failures().forEach((failure) -> recorder.text(DIAGNOSIS, failure));
	}

	@Override
	public Finding judge(Recording before, Recording after) {
		double slower = after.figure(MEANWHILE_P99) / after.figure(WELL_P99);
		List<Verdict> verdicts = List.of(
				new Verdict("payment's p99 while inventory hangs / while all is well", times(before), times(after),
						"<= 1.10", slower <= 1.1),
				new Verdict("payment's failed visits while inventory hangs", percent(before), percent(after), "0",
						after.figure(MEANWHILE_FAILED) == 0),
				new Verdict("half of inventory's visits have their answer or an error within",
						millis(before.figure(INVENTORY_P50)), millis(after.figure(INVENTORY_P50)),
						"<= 2 s, its time-out", after.figure(INVENTORY_P50) <= 2000));
		Map<String, Chart> charts = new LinkedHashMap<>();
		charts.put("payment", chart("payment while inventory hangs", PAYMENT_P99, before, after));
		charts.put("inventory", chart("inventory while it hangs", INVENTORY_P99, before, after));
		return new Finding(verdicts, charts, Diagnoses.of("inventory's visitors", DIAGNOSIS, before, after));
	}

	private static LineChart chart(String title, String series, Recording before, Recording after) {
		return new LineChart("p99 of visits that call " + title, "seconds", "ms").logarithmic()
			.with(before.series(series).named("before: JDK client, no time-outs"))
			.with(after.series(series).named("after: this starter, a pool each"))
			.span(after.phase("inventory is hanging"), after.phase(ShopDrill.RECOVERED), "inventory hangs");
	}

	private static String times(Recording recording) {
		return "%.2f (%s / %s)".formatted(recording.figure(MEANWHILE_P99) / recording.figure(WELL_P99),
				millis(recording.figure(MEANWHILE_P99)), millis(recording.figure(WELL_P99)));
	}

	private static String percent(Recording recording) {
		return "%.1f %%".formatted(recording.figure(MEANWHILE_FAILED));
	}

	private static String millis(double value) {
		return "%,.0f ms".formatted(value);
	}

}
