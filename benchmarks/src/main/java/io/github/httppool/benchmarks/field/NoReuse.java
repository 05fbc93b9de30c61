package io.github.httppool.benchmarks.field;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;

import io.github.httppool.HttpPool;
import io.github.httppool.benchmarks.field.Finding.Verdict;
import io.github.httppool.benchmarks.field.Visits.Visit;
import io.github.httppool.benchmarks.harness.ClientConnections;
import io.github.httppool.benchmarks.harness.Options;
import io.github.httppool.benchmarks.harness.Upstream;
import io.github.httppool.benchmarks.plot.BarChart;
import io.github.httppool.benchmarks.plot.Chart;
import io.github.httppool.benchmarks.plot.LineChart;

import org.springframework.boot.WebApplicationType;
import org.springframework.http.client.HttpComponentsClientHttpRequestFactory;
import org.springframework.web.client.RestClient;

/**
 * A client for each call, so that no connection is ever used twice.
 */
final class NoReuse implements Experiment {

	private static final int CALLERS = 16;

	private static final Duration WARM_UP = Duration.ofSeconds(8);

	private static final Duration MEASURED = Duration.ofSeconds(12);

	private static final String TIME_WAIT = "sockets in TIME_WAIT";

	private static final String RATE = "calls per second";

	private static final String LATENCY = "mean latency, ms";

	private static final String FAILED = "calls failed";

	@Override
	public int number() {
		return 2;
	}

	@Override
	public String title() {
		return "No reuse";
	}

	@Override
	public String reported() {
		return "2,000+ sockets in TIME_WAIT, 85 ms on average, 1,200 calls/s; with reuse 52 or 12 ms, 2,100 calls/s";
	}

	@Override
	public String method() {
		return """
				%d callers call one after the other for %d s, after %d s of warm-up; the server answers at once. Before: each call makes a \
				`RestClient` on Apache HC5 of its own, and closes it. After: one `RestClient` of this starter, nothing configured."""
			.formatted(CALLERS, MEASURED.toSeconds(), WARM_UP.toSeconds());
	}

	@Override
	public Duration time(Options options) {
		return Duration.ofSeconds(50);
	}

	@Override
	public void run(Stage stage) throws Exception {
		try (FieldApplication application = new FieldApplication(stage.side(), "http-components",
				WebApplicationType.NONE, Map.of())) {
			Recorder recorder = stage.recorder();
			RestClient shared = application.bean(RestClient.Builder.class).baseUrl(stage.upstream().uri()).build();
			Runnable call = stage.side().choose(() -> callOnce(stage), () -> call(shared));
			ClientConnections connections = new ClientConnections(stage.upstream().uri().getPort());
			recorder.phase("warm-up");
			try (Sampler sampler = new Sampler(Duration.ofMillis(500),
					() -> recorder.point(TIME_WAIT, connections.countInTimeWait()))) {
				callFor(WARM_UP, call, recorder);
				recorder.phase("callers call");
				Visits visits = callFor(MEASURED, call, recorder);
				recorder.figure(RATE, visits.count() / (double) MEASURED.toSeconds());
				recorder.figure(LATENCY, visits.meanMillis());
				recorder.figure(FAILED, visits.failedPercent());
			}
			application.verifyUse(HttpPool.DEFAULT);
		}
	}

	private static Visits callFor(Duration time, Runnable call, Recorder recorder) throws InterruptedException {
		Queue<Visit> visits = new ConcurrentLinkedQueue<>();
		long end = System.nanoTime() + time.toNanos();
		List<Thread> callers = Stream.generate(() -> new Thread(() -> {
			while (System.nanoTime() - end < 0) {
				visits.add(Calls.visit(System.nanoTime(), recorder, call));
			}
		})).limit(CALLERS).toList();
		callers.forEach(Thread::start);
		for (Thread caller : callers) {
			caller.join();
		}
		return Visits.of(visits);
	}

	private static void callOnce(Stage stage) {
		HttpComponentsClientHttpRequestFactory factory = new HttpComponentsClientHttpRequestFactory();
		try {
			call(RestClient.builder().requestFactory(factory).baseUrl(stage.upstream().uri()).build());
		}
		finally {
			Calls.close(factory);
		}
	}

	private static void call(RestClient client) {
		Upstream.check(client.get().uri(FieldServer.ANSWER).retrieve().body(String.class));
	}

	@Override
	public Finding judge(Recording before, Recording after) {
		double timeWait = after.series(TIME_WAIT).highest();
		double faster = after.figure(RATE) / before.figure(RATE);
		double lower = 1 - after.figure(LATENCY) / before.figure(LATENCY);
		List<Verdict> verdicts = List.of(
				new Verdict("sockets in TIME_WAIT, at most", "%,.0f".formatted(before.series(TIME_WAIT).highest()),
						"%,.0f".formatted(timeWait), "< 20", timeWait < 20),
				new Verdict("mean latency", "%.2f ms".formatted(before.figure(LATENCY)),
						"%.2f ms (%.0f %% lower)".formatted(after.figure(LATENCY), 100 * lower), ">= 40 % lower",
						lower >= 0.4),
				new Verdict("calls per second", "%,.0f".formatted(before.figure(RATE)),
						"%,.0f (%.1f times)".formatted(after.figure(RATE), faster), ">= 1.75 times", faster >= 1.75),
				new Verdict("calls failed", "%.2f %%".formatted(before.figure(FAILED)),
						"%.2f %%".formatted(after.figure(FAILED)), "0", after.figure(FAILED) == 0));
		Map<String, Chart> charts = new LinkedHashMap<>();
		charts.put("time-wait",
				new LineChart("Sockets in TIME_WAIT, with and without reuse", "seconds", "sockets")
					.with(before.series(TIME_WAIT).named("before: a client per call"))
					.with(after.series(TIME_WAIT).named("after: this starter")));
		charts.put("latency",
				new BarChart("Mean latency of a call, with and without reuse", "ms")
					.bar("%d callers".formatted(CALLERS), "before: a client per call", before.figure(LATENCY))
					.bar("%d callers".formatted(CALLERS), "after: this starter", after.figure(LATENCY)));
		return new Finding(verdicts, charts, List.of());
	}

}
