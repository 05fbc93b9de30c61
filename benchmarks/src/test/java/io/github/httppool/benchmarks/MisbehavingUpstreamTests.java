package io.github.httppool.benchmarks;

import java.time.Duration;
import java.util.List;

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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.http.client.HttpComponentsClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.autoconfigure.ClientHttpRequestFactoryBuilderCustomizer;
import org.springframework.boot.restclient.RestTemplateBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

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

	private static final int FAULTS_SHOWN = 40;

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

	/**
	 * The harness itself: no client does better than one that opens a connection for each
	 * call, so this one must not be blamed for anything.
	 */
	@Test
	@Timeout(120)
	void whenEveryCallHasItsOwnConnectionThenItsClientIsNotBlamed() throws Exception {
		try (MisbehavingUpstream upstream = new MisbehavingUpstream(SEED);
				ClientApplication application = new ClientApplication(Variant.REST_HC5, upstream.uri(),
						MisbehaveProcess.limits(4), MisbehaveProcess.Limits.class, NoReuse.class)) {
			Report report = new Run(upstream, 4, List.of(new RestClientCalls(application.restClient()))).make(1_000);
			System.out.printf("seed %d, a connection for each call: %s%n", SEED, report);
			assertThat(report.faults().stream().limit(FAULTS_SHOWN)).isEmpty();
			assertThat(report.made()).isEqualTo(1_000);
		}
	}

	private void prove(int connections, int calls) throws InterruptedException {
		try (MisbehavingUpstream upstream = new MisbehavingUpstream(SEED);
				ClientApplication application = new ClientApplication(Variant.REST_OURS, upstream.uri(),
						MisbehaveProcess.limits(connections))) {
			Report report = new Run(upstream, connections, clients(application, upstream)).make(calls);
			System.out.printf("seed %d, max-connections %d: %s%n", SEED, connections, report);
			assertThat(report.faults().stream().limit(FAULTS_SHOWN)).as("faults of seed %d", SEED).isEmpty();
			assertThat(report.made()).isEqualTo(calls);
			assertThat(report.lostConnections()).isZero();
			assertThat(report.longest()).isLessThan(Calls.LIMIT);
			proveThatNothingIsLeft(application.bean(HttpPools.class).get(HttpPool.DEFAULT));
		}
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

	@Configuration(proxyBeanMethods = false)
	static class NoReuse {

		@Bean
		@Order(2)
		ClientHttpRequestFactoryBuilderCustomizer<HttpComponentsClientHttpRequestFactoryBuilder> noReuse() {
			return (builder) -> builder.withHttpClientCustomizer(
					(client) -> client.setConnectionReuseStrategy((request, response, context) -> false)
						.disableAutomaticRetries());
		}

	}

}
