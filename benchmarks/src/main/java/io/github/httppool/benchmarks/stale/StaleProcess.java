package io.github.httppool.benchmarks.stale;

import java.net.URI;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.github.httppool.benchmarks.harness.ClientApplication;
import io.github.httppool.benchmarks.harness.Variant;

import org.springframework.core.NestedExceptionUtils;
import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * Makes bursts of POSTs with one client, each at about the moment at which the server
 * closes the connections of the last one.
 */
public final class StaleProcess {

	static final String FIGURES = "figures";

	/** As many as a client may have connections. */
	private static final int BURST = Variant.MAX_CONNECTIONS;

	/** Timers of servers are as exact as that. */
	private static final int SPREAD_MILLIS = 30;

	/** A machine that is too busy to connect in time is not what is looked for. */
	private static final Map<String, Object> PATIENT = Map.of("httppool.timeouts.acquire", "20s");

	private final Variant variant;

	private final String prefix;

	private final Map<String, Integer> failures = new ConcurrentHashMap<>();

	private final ExecutorService threads = Executors.newFixedThreadPool(BURST);

	private StaleProcess(Variant variant, String prefix) {
		this.variant = variant;
		this.prefix = prefix;
	}

	public static void main(String[] args) throws Exception {
		URI server = URI.create(args[0]);
		StaleProcess process = new StaleProcess(Variant.of(args[1]), args[2]);
		process.run(server, Integer.parseInt(args[3]), Integer.parseInt(args[4]));
		System.out.println(FIGURES + " " + process.failures.values().stream().mapToInt(Integer::intValue).sum() + "\t"
				+ new TreeMap<>(process.failures));
		System.exit(0);
	}

	private void run(URI server, int posts, int idleMillis) throws InterruptedException {
		try (ClientApplication application = new ClientApplication(this.variant, server, PATIENT)) {
			RestClient restClient = application.restClient();
			WebClient webClient = application.webClient();
			// A cold JVM may need longer for a request than a server waits.
			burst(restClient, webClient, "warm-up-", 0, BURST);
			this.failures.clear();
			for (int sent = 0; sent < posts; sent += BURST) {
				burst(restClient, webClient, this.prefix, sent, Math.min(posts, sent + BURST));
				TimeUnit.MILLISECONDS.sleep(pauseMillis(idleMillis));
			}
		}
	}

	private void burst(RestClient restClient, WebClient webClient, String ids, int from, int to) {
		CompletableFuture<?>[] calls = IntStream.range(from, to)
			.mapToObj((number) -> call(restClient, webClient, ids + number))
			.toArray(CompletableFuture[]::new);
		CompletableFuture.allOf(calls).join();
	}

	private static int pauseMillis(int idleMillis) {
		int spread = Math.min(idleMillis, 2 * SPREAD_MILLIS);
		return idleMillis - spread / 2 + ThreadLocalRandom.current().nextInt(spread);
	}

	private CompletableFuture<Void> call(RestClient restClient, WebClient webClient, String id) {
		CompletableFuture<String> answer = this.variant.isReactive()
				? webClient.post().header("X-Id", id).bodyValue("{}").retrieve().bodyToMono(String.class).toFuture()
				: CompletableFuture.supplyAsync(
						() -> restClient.post().header("X-Id", id).body("{}").retrieve().body(String.class),
						this.threads);
		return answer.handle((body, failure) -> {
			if (failure != null) {
				this.failures.merge(NestedExceptionUtils.getMostSpecificCause(failure).getClass().getSimpleName(), 1,
						Integer::sum);
			}
			return null;
		});
	}

}
