package io.github.httppool.benchmarks.misbehave;

import java.time.Duration;
import java.util.List;

import io.github.httppool.HttpPool;
import io.github.httppool.HttpPools;
import io.github.httppool.LeaksSnapshot;
import io.github.httppool.PoolSnapshot;
import io.github.httppool.benchmarks.harness.ClientApplication;
import io.github.httppool.benchmarks.harness.Variant;
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
 * Calls of every kind to an upstream that misbehaves at random, through all clients of an
 * application at once: each caller gets its own answer or, where there is none, an error,
 * and no connection is lost.
 * <p>
 * Everything random follows from a seed, which is printed and can be given. The long run,
 * 200,000 calls, is made on demand:
 * {@code mvn -pl benchmarks -am test -Dtests.excluded=none -Dtest=MisbehavingUpstreamTests
 * -Dsurefire.failIfNoSpecifiedTests=false -Dmisbehave.seed=1}
 */
class MisbehavingUpstreamTests {

	private static final long SEED = Long.getLong("misbehave.seed", 1);

	private static final int FAULTS_SHOWN = 40;

	@ParameterizedTest(name = "max-connections: {0}")
	@ValueSource(ints = { 1, 4, 50 })
	@Timeout(300)
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

	private static void prove(int connections, int calls) throws InterruptedException {
		try (MisbehavingUpstream upstream = new MisbehavingUpstream(SEED);
				ClientApplication application = new ClientApplication(Variant.REST_OURS, upstream.uri(),
						MisbehaveProcess.limits(connections))) {
			Report report = new Run(upstream, connections, clients(application, upstream)).make(calls);
			print("max-connections " + connections, report);
			assertThat(report.faults().stream().limit(FAULTS_SHOWN)).as("faults of %s", report).isEmpty();
			assertThat(report.made()).isEqualTo(calls);
			assertThat(report.lostConnections()).isZero();
			assertThat(report.longest()).isLessThan(Calls.LIMIT);
			proveThatNothingIsLeft(application.bean(HttpPools.class).get(HttpPool.DEFAULT));
		}
	}

	private static List<Calls> clients(ClientApplication application, MisbehavingUpstream upstream) {
		RestTemplateBuilder template = application.bean(RestTemplateBuilder.class).baseUri(upstream.uri().toString());
		return List.of(new RestClientCalls(application.restClient()), new RestTemplateCalls(template.build()),
				new WebClientCalls(application.webClient()));
	}

	private static void proveThatNothingIsLeft(HttpPool pool) {
		await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
			PoolSnapshot figures = pool.snapshot();
			assertThat(figures.active() + figures.pending() + figures.connecting()).as("%s", figures).isZero();
			assertThat(figures.created()).as("%s", figures).isEqualTo(figures.idle() + figures.closedTotal());
			assertThat(figures.acquired()).as("%s", figures).isEqualTo(figures.released());
		});
		assertThat(pool.leaks()).isEqualTo(LeaksSnapshot.NONE);
	}

	/**
	 * The test of the test: a client that opens a connection for each call gets no
	 * other's answer and misses none of its own, so it must not be blamed for that.
	 * <p>
	 * Apache HC5 takes a head that is cut off for a whole one, and a body of which the
	 * encoding has hardly begun for an empty one, which counts as broken answers.
	 */
	@Test
	@Timeout(300)
	void whenEveryCallHasItsOwnConnectionThenItsClientIsNotBlamed() throws Exception {
		try (MisbehavingUpstream upstream = new MisbehavingUpstream(SEED);
				ClientApplication application = new ClientApplication(Variant.REST_HC5, upstream.uri(),
						MisbehaveProcess.limits(20), MisbehaveProcess.Limits.class, NoReuse.class)) {
			Report report = new Run(upstream, 20, List.of(new RestClientCalls(application.restClient()))).make(1_000);
			print("a connection for each call", report);
			assertThat(report.faults().stream().filter((fault) -> !fault.startsWith(Verdict.BROKEN_ANSWER.name())))
				.isEmpty();
			assertThat(report.count(Verdict.FAILED_UNLUCKILY) + report.count(Verdict.UNDECIDABLE)).isZero();
			assertThat(report.made()).isEqualTo(1_000);
		}
	}

	private static void print(String what, Report report) {
		System.out.printf("seed %d, %s: %s%n", SEED, what, report);
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
