package io.github.httppool.benchmarks;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.github.httppool.HttpPool;
import io.github.httppool.HttpPools;
import io.github.httppool.LeaksSnapshot;
import io.github.httppool.PoolSnapshot;
import io.github.httppool.benchmarks.misbehave.Calls;
import io.github.httppool.benchmarks.misbehave.MisbehavingUpstream;
import io.github.httppool.benchmarks.misbehave.Report;
import io.github.httppool.benchmarks.misbehave.RestClientCalls;
import io.github.httppool.benchmarks.misbehave.RestTemplateCalls;
import io.github.httppool.benchmarks.misbehave.Run;
import io.github.httppool.benchmarks.misbehave.WebClientCalls;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.restclient.RestTemplateBuilder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Calls of every kind against an upstream that misbehaves at random: every caller gets
 * its own answer or, where there is none, an error, and no connection is lost.
 * <p>
 * Everything random follows from a seed, which is printed. {@code -Dmisbehave.seed=...}
 * repeats a run.
 */
class MisbehavingUpstreamTests {

	private static final long SEED = Long.getLong("misbehave.seed", 1);

	@ParameterizedTest(name = "max-connections: {0}")
	@ValueSource(ints = { 1, 4, 50 })
	@Timeout(120)
	void whenTheUpstreamMisbehavesThenEveryCallerGetsItsOwnAnswerOrAnError(int connections) throws Exception {
		prove(connections, 1_000);
	}

	@ParameterizedTest(name = "max-connections: {0}")
	@ValueSource(ints = { 1, 4, 50 })
	@Tag("stress")
	@Timeout(7200)
	void whenTheUpstreamMisbehavesInManyCallsThenEveryCallerGetsItsOwnAnswerOrAnError(int connections)
			throws Exception {
		prove(connections, 66_667);
	}

	private void prove(int connections, int calls) throws InterruptedException {
		try (MisbehavingUpstream upstream = new MisbehavingUpstream(SEED);
				ClientApplication application = new ClientApplication(Variant.REST_OURS, upstream.uri(),
						properties(connections))) {
			Report report = new Run(upstream, connections, clients(application, upstream)).make(calls);
			System.out.printf("seed %d, max-connections %d: %s%n", SEED, connections, report);
			report.faults().stream().limit(40).forEach(System.out::println);
			assertThat(report.faults()).as("faults of seed %d", SEED).isEmpty();
			assertThat(report.made()).isEqualTo(calls);
			assertThat(report.lostConnections()).isZero();
			assertThat(report.longest()).isLessThan(Calls.LIMIT);
			proveThatNothingIsLeft(application.bean(HttpPools.class).get(HttpPool.DEFAULT));
		}
	}

	private static Map<String, Object> properties(int connections) {
		return Map.of("httppool.pool.max-connections", connections, "httppool.timeouts.acquire", "20s",
				"httppool.timeouts.connect", "2s", "httppool.timeouts.response", "5s");
	}

	private static List<Calls> clients(ClientApplication application, MisbehavingUpstream upstream) {
		return List.of(new RestClientCalls(application.restClient()),
				new RestTemplateCalls(
						application.bean(RestTemplateBuilder.class).rootUri(upstream.uri().toString()).build()),
				new WebClientCalls(application.webClient()));
	}

	private static void proveThatNothingIsLeft(HttpPool pool) {
		await().atMost(Duration.ofSeconds(5)).untilAsserted(() -> {
			PoolSnapshot figures = pool.snapshot();
			assertThat(figures.active() + figures.pending() + figures.connecting()).as("%s", figures).isZero();
			assertThat(figures.created()).as("%s", figures).isEqualTo(figures.idle() + figures.closedTotal());
			assertThat(figures.acquired()).as("%s", figures).isEqualTo(figures.released());
		});
		assertThat(pool.leaks()).isEqualTo(LeaksSnapshot.NONE);
	}

}
