package io.github.httppool.benchmarks.field;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.github.httppool.HttpPool;
import io.github.httppool.benchmarks.field.Finding.Verdict;
import io.github.httppool.benchmarks.field.Visits.Visit;
import io.github.httppool.benchmarks.harness.Arrivals;
import io.github.httppool.benchmarks.harness.Options;
import io.github.httppool.benchmarks.harness.Upstream;
import io.github.httppool.benchmarks.plot.LineChart;

import org.springframework.boot.WebApplicationType;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;

/**
 * A total outage, and callers who all try again.
 */
final class EndlessRetries implements Experiment {

	private static final int RATE = 200;

	private static final int ATTEMPTS = 3;

	private static final Duration WELL = Duration.ofSeconds(8);

	private static final Duration OUTAGE = Duration.ofSeconds(15);

	private static final String ARRIVED = "requests per second at the upstream";

	private static final String LOAD = "requests / calls offered, in the outage";

	private static final String LOAD_WELL = "requests / calls offered, when well";

	private static final String FAILED_WELL = "% failed after the outage";

	private static final String OUTAGE_BEGINS = "outage";

	private static final String RECOVERED = "the upstream is well again";

	@Override
	public int number() {
		return 5;
	}

	@Override
	public String title() {
		return "Endless retries";
	}

	@Override
	public String reported() {
		return "retries pile up on an upstream that is down";
	}

	@Override
	public String method() {
		return """
				%d reads a second; for %d s the upstream answers all of them with 503, after 100 ms. Before: Spring Boot's client on the JDK in a \
				loop of %d attempts. After: this starter with `httppool.retry.max-attempts=%d`. Requests are counted by the upstream."""
			.formatted(RATE, OUTAGE.toSeconds(), ATTEMPTS, ATTEMPTS);
	}

	@Override
	public Duration time(Options options) {
		return WELL.multipliedBy(2).plus(OUTAGE).plusSeconds(6).multipliedBy(2);
	}

	@Override
	public void run(Stage stage) throws Exception {
		try (FieldApplication application = new FieldApplication(stage.side(), "jdk", WebApplicationType.NONE,
				Map.of("httppool.retry.max-attempts", ATTEMPTS))) {
			RestClient client = application.bean(RestClient.Builder.class).baseUrl(stage.upstream().uri()).build();
			int attempts = stage.side().choose(ATTEMPTS, 1);
			drill(stage, () -> call(client, attempts));
			application.verifyUse(HttpPool.DEFAULT);
		}
	}

	private static void drill(Stage stage, Runnable call) throws InterruptedException {
		Recorder recorder = stage.recorder();
		Queue<Visit> visits = new ConcurrentLinkedQueue<>();
		ExecutorService callers = Executors.newCachedThreadPool();
		Drill drill = new Drill(stage, (time) -> Pacer.run(Arrivals.even(RATE, 0), time,
				(due) -> callers.execute(() -> visits.add(Calls.visit(due, recorder, call)))));
		drill.phase("warm-up", WELL);
		try (Sampler sampler = new Sampler(Duration.ofSeconds(1), new ArrivalRate(stage))) {
			recorder.figure(LOAD_WELL, drill.phase("all is well", WELL));
			stage.upstream().become(Health.DOWN);
			recorder.figure(LOAD, drill.phase(OUTAGE_BEGINS, OUTAGE));
			stage.upstream().become(Health.WELL);
			drill.phase(RECOVERED, WELL);
		}
		callers.shutdown();
		if (!callers.awaitTermination(30, TimeUnit.SECONDS)) {
			throw new IllegalStateException("Calls do not end");
		}
		recorder.phase("the end");
		Visits all = Visits.of(visits);
		recorder.figure(FAILED_WELL, recorder.during(RECOVERED, all).failedPercent());
	}

	private static void call(RestClient client, int attempts) {
		for (int attempt = 1;; attempt++) {
			try {
				Upstream.check(client.get().uri(FieldServer.INVENTORY).retrieve().body(String.class));
				return;
			}
			catch (RestClientException ex) {
				if (attempt >= attempts) {
					throw ex;
				}
			}
		}
	}

	@Override
	public Finding judge(Recording before, Recording after) {
		List<Verdict> verdicts = List.of(
				new Verdict("requests / calls offered, in the outage", times(before, LOAD), times(after, LOAD),
						"<= 1.2", after.figure(LOAD) <= 1.2),
				new Verdict("the same while all is well", times(before, LOAD_WELL), times(after, LOAD_WELL), "1.0",
						Math.abs(after.figure(LOAD_WELL) - 1) < 0.02),
				new Verdict("calls failed once it is well again", "%.1f %%".formatted(before.figure(FAILED_WELL)),
						"%.1f %%".formatted(after.figure(FAILED_WELL)), "0", after.figure(FAILED_WELL) == 0));
		LineChart chart = new LineChart("Requests at the upstream in a total outage, %d calls a second".formatted(RATE),
				"seconds", "requests per second")
			.with(before.series(ARRIVED).named("before: a loop of %d attempts".formatted(ATTEMPTS)))
			.with(after.series(ARRIVED).named("after: this starter, %d attempts and a budget".formatted(ATTEMPTS)))
			.level(1.2 * RATE, "1.2 x the calls offered")
			.span(after.phase(OUTAGE_BEGINS), after.phase(RECOVERED), "outage");
		return new Finding(verdicts, Map.of("requests", chart), List.of());
	}

	private static String times(Recording recording, String figure) {
		return "%.2f".formatted(recording.figure(figure));
	}

	/**
	 * Runs phases.
	 *
	 * @param load makes calls for some time
	 */
	private record Drill(Stage stage, Consumer<Duration> load) {

		/**
		 * Returns how many requests the upstream got in a phase, for each call that was
		 * due.
		 */
		double phase(String name, Duration time) {
			this.stage.recorder().phase(name);
			long before = arrived();
			this.load.accept(time);
			return (arrived() - before) / (double) (RATE * time.toSeconds());
		}

		private long arrived() {
			return this.stage.upstream().census(FieldServer.INVENTORY).arrived();
		}

	}

	/**
	 * Records how many requests came to the upstream since the last time.
	 */
	private static final class ArrivalRate implements Runnable {

		private final Stage stage;

		private long arrived;

		private long time;

		ArrivalRate(Stage stage) {
			this.stage = stage;
			this.arrived = stage.upstream().census(FieldServer.INVENTORY).arrived();
			this.time = System.nanoTime();
		}

		@Override
		public void run() {
			long now = System.nanoTime();
			if (now - this.time < Duration.ofMillis(500).toNanos()) {
				return;
			}
			long total = this.stage.upstream().census(FieldServer.INVENTORY).arrived();
			this.stage.recorder().point(ARRIVED, (total - this.arrived) / ((now - this.time) / 1e9));
			this.arrived = total;
			this.time = now;
		}

	}

}
