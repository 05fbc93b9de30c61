package io.github.httppool.benchmarks.field;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.httppool.HttpPool;
import io.github.httppool.LeakSite;
import io.github.httppool.LeaksSnapshot;
import io.github.httppool.benchmarks.field.Finding.Verdict;
import io.github.httppool.benchmarks.harness.Arrivals;
import io.github.httppool.benchmarks.harness.ClientConnections;
import io.github.httppool.benchmarks.harness.JvmResources;
import io.github.httppool.benchmarks.harness.Options;
import io.github.httppool.benchmarks.plot.Chart;
import io.github.httppool.benchmarks.plot.LineChart;
import io.github.httppool.benchmarks.plot.Series;

import org.springframework.boot.WebApplicationType;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;

/**
 * Responses that nobody reads or closes, until 5,000 are lost.
 */
final class UnreadBodies implements Experiment {

	private static final String OPTION = "leaks";

	private static final int DEFAULT = 5000;

	private static final int RATE = 50;

	private static final Duration LONGEST = Duration.ofSeconds(170);

	private static final double MEGABYTE = 1 << 20;

	/** What the rest of an application allocates, which is why its collector runs. */
	private static final int GARBAGE_PER_SECOND = 100 << 20;

	private static final String CONNECTIONS = "open connections";

	private static final String RESIDENT = "resident memory, MB";

	private static final String LOST = "responses lost";

	private static final String FAILED = "calls failed";

	private static final String CONFIRMED = "confirmed";

	private static final String RECLAIMED = "reclaimed";

	private static final String HELD = "connections held at the end";

	private static final String LIMIT = "limit";

	private static final String NAMED = "leaks with class, method and line";

	private static final String SITES = "call sites";

	private static final String LEAKING = "calls that never read their response";

	private static final Duration RECOVERY = Duration.ofSeconds(30);

	@Override
	public int number() {
		return 1;
	}

	@Override
	public String title() {
		return "Unread bodies";
	}

	@Override
	public String reported() {
		return "5,000+ connections, memory from little to 1.8 GB, then out of memory";
	}

	@Override
	public String method() {
		return """
				%d calls per second of `RestClient` get 256 kB each and never read or close the response, until %,d responses are lost (`--leaks=`). \
				The rest of the application allocates 100 MB a second, as a busy one does, so that its garbage collector runs. \
				Before: Spring Boot's client on the JDK. After: this starter, nothing configured."""
			.formatted(RATE, DEFAULT);
	}

	@Override
	public Duration time(Options options) {
		return Duration.ofSeconds(options.number(OPTION, DEFAULT) / RATE).plus(RECOVERY).multipliedBy(2);
	}

	@Override
	public void run(Stage stage) throws Exception {
		try (FieldApplication application = new FieldApplication(stage.side(), "jdk", WebApplicationType.NONE,
				Map.of())) {
			Recorder recorder = stage.recorder();
			RestClient client = application.bean(RestClient.Builder.class).baseUrl(stage.upstream().uri()).build();
			ClientConnections connections = new ClientConnections(stage.upstream().uri().getPort());
			AtomicInteger lost = new AtomicInteger();
			AtomicInteger failed = new AtomicInteger();
			recorder.phase(LEAKING);
			try (Garbage garbage = new Garbage(GARBAGE_PER_SECOND);
					Sampler sampler = new Sampler(Duration.ofMillis(500), () -> {
						recorder.point(CONNECTIONS, connections.count());
						recorder.point(RESIDENT, JvmResources.now().resident() / MEGABYTE);
						recorder.point(LOST, lost.get());
						recorder.point(FAILED, failed.get());
					})) {
				lose(client, stage.options().number(OPTION, DEFAULT), lost, failed);
				if (stage.side() == Side.AFTER) {
					recordLeaks(application.pool(HttpPool.DEFAULT), lost.get(), recorder);
				}
			}
			recorder.figure(LOST, lost.get());
			recorder.figure(FAILED, failed.get());
			application.verifyUse(HttpPool.DEFAULT);
		}
	}

	private static void lose(RestClient client, int leaks, AtomicInteger lost, AtomicInteger failed)
			throws InterruptedException {
		ExecutorService callers = Executors.newCachedThreadPool();
		Pacer.runUntil(Arrivals.even(RATE, 0), LONGEST, () -> lost.get() >= leaks, (due) -> callers.execute(() -> {
			try {
				forget(client);
				lost.incrementAndGet();
			}
			catch (RestClientException ex) {
				failed.incrementAndGet();
			}
		}));
		callers.shutdown();
		if (!callers.awaitTermination(30, TimeUnit.SECONDS)) {
			throw new IllegalStateException("Calls do not end");
		}
	}

	/**
	 * The bug.
	 */
	private static void forget(RestClient client) {
		client.get().uri(FieldServer.LARGE).exchange((request, response) -> response.getStatusCode(), false);
	}

	/**
	 * What the last calls have lost is found by the sweep after the next collection.
	 */
	private static void recordLeaks(HttpPool pool, int lost, Recorder recorder) throws InterruptedException {
		recorder.phase("the last are found");
		long deadline = System.nanoTime() + RECOVERY.toNanos();
		while (pool.leaks().confirmed() < lost && System.nanoTime() - deadline < 0) {
			Thread.sleep(200);
		}
		LeaksSnapshot leaks = pool.leaks();
		recorder.figure(CONFIRMED, leaks.confirmed());
		recorder.figure(RECLAIMED, leaks.reclaimed());
		recorder.figure(NAMED, leaks.sites().stream().filter(UnreadBodies::isLine).mapToLong(LeakSite::count).sum());
		recorder.figure(HELD, pool.snapshot().active());
		recorder.figure(LIMIT, pool.settings().pool().maxConnections());
		leaks.sites().forEach((site) -> recorder.text(SITES, "%,d: `%s`".formatted(site.count(), site.callSite())));
	}

	/**
	 * Calls of which no call site was recorded are known by their request only.
	 */
	private static boolean isLine(LeakSite site) {
		return site.callSite().contains(UnreadBodies.class.getName());
	}

	@Override
	public Finding judge(Recording before, Recording after) {
		double limit = after.figure(LIMIT);
		double most = after.series(CONNECTIONS).highest();
		double lost = after.figure(LOST);
		double growth = growth(after);
		List<Verdict> verdicts = List.of(
				new Verdict("connections, at most", number(before.series(CONNECTIONS).highest()), number(most),
						"<= %s, the limit".formatted(number(limit)), most <= limit),
				new Verdict("responses lost", number(before.figure(LOST)), number(lost), ">= " + number(DEFAULT),
						lost >= DEFAULT),
				new Verdict("leaks found", "none", number(after.figure(CONFIRMED)), "all",
						after.figure(CONFIRMED) == lost),
				new Verdict("leaks found with class, method and line, others with their request", "none",
						number(after.figure(NAMED)), "all", after.figure(NAMED) == lost),
				new Verdict("connections taken back", "none", number(after.figure(RECLAIMED)), "all",
						after.figure(RECLAIMED) == lost && after.figure(HELD) == 0),
				new Verdict("growth of resident memory", megabytes(growth(before)), megabytes(growth), "< 10 % of it",
						growth < 0.1 * after.series(RESIDENT).highest()),
				new Verdict("calls failed", number(before.figure(FAILED)), number(after.figure(FAILED)), "-", true));
		Map<String, Chart> charts = new LinkedHashMap<>();
		charts.put("connections", chart("Connections while responses are lost, 50 a second", "open connections",
				CONNECTIONS, before, after)
			.level(limit, "limit of the pool: " + number(limit)));
		charts.put("memory",
				chart("Resident memory while responses are lost, 50 a second", "MB", RESIDENT, before, after));
		return new Finding(verdicts, charts, evidence(after));
	}

	private static LineChart chart(String title, String unit, String series, Recording before, Recording after) {
		return new LineChart(title, "seconds", unit).with(before.series(series).named("before: JDK client"))
			.with(after.series(series).named("after: this starter"));
	}

	/**
	 * From the mean of the second fifth, when the heap has been in use once, to that of
	 * the last.
	 */
	private static double growth(Recording recording) {
		List<Series.Point> points = recording.series(RESIDENT).points();
		int fifth = points.size() / 5;
		return mean(points.subList(points.size() - fifth, points.size())) - mean(points.subList(fifth, 2 * fifth));
	}

	private static double mean(List<Series.Point> points) {
		return points.stream().mapToDouble(Series.Point::y).average().orElseThrow();
	}

	private static List<String> evidence(Recording after) {
		return List.of("Leaks by call site: " + String
			.join("; ", after.texts(SITES)) + ".", "In the log, once a minute: `%s`".formatted(
					after.log().stream().filter((line) -> line.contains("leaks from")).findFirst().orElse("nothing")));
	}

	private static String number(double value) {
		return "%,.0f".formatted(value);
	}

	private static String megabytes(double value) {
		return "%,.0f MB".formatted(value);
	}

	/**
	 * A part of the application that allocates.
	 */
	private static final class Garbage implements AutoCloseable {

		private static final int PIECE = 64 << 10;

		private final Sampler allocations;

		/** Keeps the compiler from leaving the allocation out. */
		@SuppressWarnings("unused")
		private volatile byte[] last = {};

		Garbage(int bytesPerSecond) {
			Duration interval = Duration.ofMillis(10);
			long pieces = bytesPerSecond * interval.toMillis() / 1000 / PIECE;
			this.allocations = new Sampler(interval, () -> {
				for (int i = 0; i < pieces; i++) {
					this.last = new byte[PIECE];
				}
			});
		}

		@Override
		public void close() {
			this.allocations.close();
		}

	}

}
