package io.github.httppool.benchmarks.field;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

import io.github.httppool.benchmarks.field.Finding.Verdict;
import io.github.httppool.benchmarks.harness.Arrivals;
import io.github.httppool.benchmarks.harness.Options;
import io.github.httppool.benchmarks.plot.Chart;
import io.github.httppool.benchmarks.plot.LineChart;

/**
 * Rolling restarts: two instances of an application, of which the older one is replaced
 * again and again while visitors come.
 */
final class Restarts implements Experiment {

	static final String OPTION = "restarts";

	private static final int DEFAULT = 100;

	/** Before, so many fewer are enough to show how many calls each loses. */
	private static final int FEWER = 5;

	private static final int RATE = 20;

	/** Until an instance has started and another has stopped. */
	private static final Duration PER_RESTART = Duration.ofSeconds(5);

	/** Instances of both sides that start before the first restart. */
	private static final int FIRST_STARTS = 4;

	private static final String RESTARTS = "restarts";

	private static final String VISITS_FAILED = "visits failed";

	private static final String VISITS = "visits";

	private static final String LOST = "audits lost";

	private static final String FAILURES = "failures";

	private static final String RECEIPTS = "receipts";

	private static final String RECEIPT = "receipt";

	@Override
	public int number() {
		return 8;
	}

	@Override
	public String title() {
		return "Shutdown drops calls in flight";
	}

	@Override
	public String reported() {
		return "calls in flight fail with each deployment";
	}

	@Override
	public String method() {
		return """
				Two instances of an application on Tomcat, visited %d times a second. Each visit calls `payment` (50 ms), starts a `POST` to `audit` \
				(300 ms) by `WebClient` and `subscribe()`, and does not wait for it. A new instance starts, the older one gets no more visits, and \
				SIGTERM 100 ms later: %d times after, a fifth as often before (`--restarts=`). Before: Spring Boot's clients on Reactor Netty. After: this \
				starter, nothing configured. Audits are counted by the upstream: lost are those that it could not answer, or never got."""
			.formatted(RATE, DEFAULT);
	}

	@Override
	public Duration time(Options options) {
		return PER_RESTART.multipliedBy(FIRST_STARTS + restarts(Side.BEFORE, options) + restarts(Side.AFTER, options));
	}

	@Override
	public void run(Stage stage) throws Exception {
		int restarts = restarts(stage.side(), stage.options());
		Recorder recorder = stage.recorder();
		Visitors visitors = new Visitors(recorder);
		AtomicLong visits = new AtomicLong();
		AtomicBoolean enough = new AtomicBoolean();
		recorder.phase("the instances start");
		Fleet fleet = new Fleet(stage);
		fleet.start();
		fleet.start();
		Thread load = new Thread(
				() -> Pacer.runUntil(Arrivals.even(RATE, 0), Duration.ofHours(1), enough::get, (due) -> {
					visitors.visit(fleet.next(), due);
					visits.incrementAndGet();
				}), "load");
		load.start();
		for (int restart = 1; restart <= restarts; restart++) {
			recorder.phase("restart %d of %d".formatted(restart, restarts));
			fleet.start();
			fleet.stopOldest();
			recorder.point(LOST, restart, stage.upstream().census(FieldServer.AUDIT).givenUp());
		}
		enough.set(true);
		load.join();
		Visits ended = visitors.leave();
		fleet.stopOldest();
		fleet.stopOldest();
		recorder.figure(RESTARTS, restarts);
		recorder.figure(VISITS, ended.count());
		recorder.figure(VISITS_FAILED, ended.visits().stream().filter((visit) -> visit.failure() != null).count());
		recorder.figure(LOST, lost(ended, stage.upstream().census(FieldServer.AUDIT)));
		ended.failures().forEach((failure) -> recorder.text(FAILURES, failure));
		recorder.figure(RECEIPTS, fleet.receipts().size());
		fleet.receipts().stream().limit(1).forEach((receipt) -> recorder.text(RECEIPT, receipt));
	}

	private static int restarts(Side side, Options options) {
		int all = options.number(OPTION, DEFAULT);
		return side.choose(Math.max(1, all / FEWER), all);
	}

	/**
	 * Returns how many audits the upstream has never got, or could not answer. A visit
	 * that fails may have started one as well.
	 */
	private static long lost(Visits visits, Census.Figures audits) {
		long started = visits.visits().stream().filter((visit) -> visit.failure() == null).count();
		return Math.max(started - audits.answered(), audits.givenUp());
	}

	@Override
	public Finding judge(Recording before, Recording after) {
		List<Verdict> verdicts = List.of(
				new Verdict("restarts under load", number(before, RESTARTS), number(after, RESTARTS), "100",
						after.figure(RESTARTS) >= DEFAULT),
				new Verdict("audits lost", lost(before), lost(after), "0", after.figure(LOST) == 0),
				new Verdict("visits failed", number(before, VISITS_FAILED), number(after, VISITS_FAILED), "0",
						after.figure(VISITS_FAILED) == 0),
				new Verdict("shutdowns with a receipt in the log", "none", number(after, RECEIPTS),
						"all that had calls", after.figure(RECEIPTS) >= after.figure(RESTARTS)));
		Map<String, Chart> charts = new LinkedHashMap<>();
		charts.put("lost",
				new LineChart("Calls lost over rolling restarts", "restarts", "calls lost")
					.with(before.series(LOST).named("before: Spring Boot's clients on Reactor Netty"))
					.with(after.series(LOST).named("after: this starter")));
		return new Finding(verdicts, charts, evidence(before, after));
	}

	private static List<String> evidence(Recording before, Recording after) {
		List<String> evidence = new ArrayList<>();
		after.texts(RECEIPT).forEach((receipt) -> evidence.add("A receipt, as logged: `%s`".formatted(receipt)));
		evidence.addAll(Diagnoses.of("visitors", FAILURES, before, after));
		return evidence;
	}

	private static String lost(Recording recording) {
		return "%s of %s".formatted(number(recording, LOST), number(recording, VISITS));
	}

	private static String number(Recording recording, String figure) {
		return "%,.0f".formatted(recording.figure(figure));
	}

}
