package io.github.httppool.benchmarks.field;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import io.github.httppool.HttpPool;
import io.github.httppool.PoolAdvice;
import io.github.httppool.benchmarks.field.Finding.Verdict;
import io.github.httppool.benchmarks.field.Visits.Visit;
import io.github.httppool.benchmarks.harness.Arrivals;
import io.github.httppool.benchmarks.harness.Options;
import io.github.httppool.benchmarks.harness.Upstream;
import io.github.httppool.benchmarks.plot.BarChart;

import org.springframework.boot.WebApplicationType;
import org.springframework.web.client.RestClient;

/**
 * A pool whose size nobody has calculated.
 */
final class GuessedSize implements Experiment {

	private static final int RATE = 200;

	private static final long SEED = 1;

	private static final Duration WARM_UP = Duration.ofSeconds(5);

	private static final Duration OBSERVED_BEFORE = Duration.ofSeconds(10);

	private static final Duration OBSERVED = Duration.ofSeconds(60);

	private static final Duration TRIED = Duration.ofSeconds(15);

	private static final String NEED = "calls at once, p99";

	private static final String ADVISED = "advised connections";

	private static final String REASON = "reason";

	private static final String LIMIT = "limit";

	private static final String P99 = "p99 ms";

	private static final String P99_ADVISED = "p99 ms, as advised";

	private static final String P99_HALF = "p99 ms, half";

	private static final String FAILED = "% failed";

	@Override
	public int number() {
		return 6;
	}

	@Override
	public String title() {
		return "A guessed size";
	}

	@Override
	public String reported() {
		return "pools too small or too large, by guess";
	}

	@Override
	public String method() {
		return """
				%d calls a second on average, at random distances (a Poisson process), each answered after 50 ms. What they need is counted by the \
				upstream: of 100 calls 99 find no more calls there than that, themselves included. First a single caller warms up for %d s: \
				calls would queue up behind the first one of a cold JVM, and come all at once. Before: Spring Boot's client on Apache HC5, which \
				has 5 connections for a host. After: this starter; after %d s with its default limit the pool is resized to what it advises, and \
				then to half of that."""
			.formatted(RATE, WARM_UP.toSeconds(), OBSERVED.toSeconds());
	}

	@Override
	public Duration time(Options options) {
		return WARM_UP.multipliedBy(2).plus(OBSERVED_BEFORE).plus(OBSERVED).plus(TRIED.multipliedBy(3)).plusSeconds(15);
	}

	@Override
	public void run(Stage stage) throws Exception {
		try (FieldApplication application = new FieldApplication(stage.side(), "http-components",
				WebApplicationType.NONE, Map.of())) {
			Recorder recorder = stage.recorder();
			RestClient client = application.bean(RestClient.Builder.class).baseUrl(stage.upstream().uri()).build();
			recorder.phase("warm-up");
			warmUp(client);
			if (stage.side() == Side.BEFORE) {
				recorder.phase("5 connections, as by default");
				Visits visits = call(client, OBSERVED_BEFORE, recorder);
				recorder.figure(P99, visits.percentileMillis(99));
				recorder.figure(FAILED, visits.failedPercent());
			}
			else {
				observe(client, application.pool(HttpPool.DEFAULT), stage);
			}
			application.verifyUse(HttpPool.DEFAULT);
		}
	}

	/**
	 * Calls a path that is not counted, one call after the other.
	 */
	private static void warmUp(RestClient client) {
		long end = System.nanoTime() + WARM_UP.toNanos();
		while (System.nanoTime() - end < 0) {
			Upstream.check(client.get().uri(FieldServer.INVENTORY).retrieve().body(String.class));
		}
	}

	private static void observe(RestClient client, HttpPool pool, Stage stage) throws InterruptedException {
		Recorder recorder = stage.recorder();
		recorder.figure(LIMIT, pool.settings().pool().maxConnections());
		recorder.phase("observed with the default limit");
		List<Visit> all = new ArrayList<>();
		Visits observed = call(client, OBSERVED, recorder);
		all.addAll(observed.visits());
		recorder.figure(P99, observed.percentileMillis(99));
		recorder.figure(NEED, stage.upstream().census(FieldServer.PAYMENT).atOnce());
		PoolAdvice advice = pool.condition().advice();
		Integer advised = advice.maxConnections();
		if (advised == null) {
			throw new IllegalStateException("No advice after %s: %s".formatted(OBSERVED, advice));
		}
		recorder.figure(ADVISED, advised);
		recorder.text(REASON, "%s; confidence %s".formatted(advice.reason(), advice.confidence()));
		all.addAll(tryOut(client, pool, advised, P99_ADVISED, recorder));
		all.addAll(tryOut(client, pool, advised / 2, P99_HALF, recorder));
		recorder.figure(FAILED, Visits.of(all).failedPercent());
	}

	private static List<Visit> tryOut(RestClient client, HttpPool pool, int connections, String figure,
			Recorder recorder) throws InterruptedException {
		recorder.phase("%d connections".formatted(connections));
		pool.resize(connections);
		Visits visits = call(client, TRIED, recorder);
		recorder.figure(figure, visits.percentileMillis(99));
		return visits.visits();
	}

	private static Visits call(RestClient client, Duration time, Recorder recorder) throws InterruptedException {
		Queue<Visit> visits = new ConcurrentLinkedQueue<>();
		ExecutorService callers = Executors.newCachedThreadPool();
		Pacer.run(Arrivals.poisson(RATE, SEED), time, (due) -> callers.execute(() -> visits.add(Calls.visit(due,
				recorder, () -> Upstream.check(client.get().uri(FieldServer.PAYMENT).retrieve().body(String.class))))));
		callers.shutdown();
		if (!callers.awaitTermination(2, TimeUnit.MINUTES)) {
			throw new IllegalStateException("Calls do not end");
		}
		return Visits.of(visits);
	}

	@Override
	public Finding judge(Recording before, Recording after) {
		double need = after.figure(NEED);
		double advised = after.figure(ADVISED);
		double off = advised / need - 1;
		List<Verdict> verdicts = List.of(
				new Verdict("connections", "5", "%.0f advised".formatted(advised),
						"%.0f needed, within 30 %%".formatted(need), Math.abs(off) <= 0.3),
				new Verdict("p99 of calls of 50 ms", millis(before.figure(P99)), millis(after.figure(P99_ADVISED)),
						"as with %.0f connections: %s, within 10 %%".formatted(after.figure(LIMIT),
								millis(after.figure(P99))),
						after.figure(P99_ADVISED) <= 1.1 * after.figure(P99)),
				new Verdict("calls failed", "%.1f %%".formatted(before.figure(FAILED)),
						"%.1f %%".formatted(after.figure(FAILED)), "-", true));
		BarChart chart = new BarChart("p99 of calls of 50 ms, %d a second, by size of the pool".formatted(RATE), "ms")
			.bar("5: HC5's default", "before", before.figure(P99))
			.bar("%.0f: half of the advice".formatted(Math.floor(advised / 2)), "after: this starter",
					after.figure(P99_HALF))
			.bar("%.0f: as advised".formatted(advised), "after: this starter", after.figure(P99_ADVISED))
			.bar("%.0f: the starter's default".formatted(after.figure(LIMIT)), "after: this starter",
					after.figure(P99));
		return new Finding(verdicts, Map.of("p99", chart),
				List.of("The advice: `%s`".formatted(String.join("", after.texts(REASON)))));
	}

	private static String millis(double value) {
		return "%,.0f ms".formatted(value);
	}

}
