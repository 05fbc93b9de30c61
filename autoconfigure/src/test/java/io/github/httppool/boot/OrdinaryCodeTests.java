package io.github.httppool.boot;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Ordinary code that makes many calls at once, with nothing configured: none of them
 * fails, and no more connections are opened than may be.
 */
@Timeout(60)
class OrdinaryCodeTests {

	private static final long MAX_CONNECTIONS = 200;

	private final DisposableServer server = HttpServer.create()
		.host("127.0.0.1")
		.handle((request, response) -> response.sendString(Mono.just("ok").delayElement(Duration.ofMillis(50))))
		.bindNow();

	private final String uri = "http://127.0.0.1:" + this.server.port() + "/";

	@RegisterExtension
	final PooledApplication application = PooledApplication.withNothingConfigured();

	@AfterEach
	void stopServer() {
		this.server.disposeNow();
	}

	@ParameterizedTest
	@ValueSource(ints = { 256, 1000 })
	void whenAThousandCallsAreFlatMappedThenNoneFails(int concurrency) {
		WebClient client = this.application.bean("httpPoolWebClient", WebClient.class);
		List<String> answers = Flux.range(0, 1000)
			.flatMap((call) -> client.get().uri(this.uri).retrieve().bodyToMono(String.class), concurrency)
			.collectList()
			.block();
		assertAnswered(answers, 1000);
	}

	@Test
	void whenCallsAreMadeAsFuturesThenNoneFails() {
		WebClient client = this.application.bean("httpPoolWebClient", WebClient.class);
		List<CompletableFuture<String>> futures = IntStream.range(0, 500)
			.mapToObj((call) -> client.get().uri(this.uri).retrieve().bodyToMono(String.class).toFuture())
			.toList();
		assertAnswered(futures.stream().map(CompletableFuture::join).toList(), 500);
	}

	/**
	 * As many threads as a servlet container has, and as many as there may be virtual
	 * ones.
	 */
	@ParameterizedTest
	@ValueSource(ints = { 200, 2000 })
	void whenEachOfManyThreadsCallsThenNoneFails(int threads) throws Exception {
		RestClient client = this.application.bean("httpPoolRestClient", RestClient.class);
		ExecutorService callers = Executors.newFixedThreadPool(threads);
		try {
			List<Future<String>> calls = new ArrayList<>();
			for (int i = 0; i < threads; i++) {
				calls.add(callers.submit(() -> client.get().uri(this.uri).retrieve().body(String.class)));
			}
			List<String> answers = new ArrayList<>();
			for (Future<String> call : calls) {
				answers.add(call.get());
			}
			assertAnswered(answers, threads);
		}
		finally {
			callers.shutdownNow();
			assertThat(callers.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
		}
	}

	private void assertAnswered(List<String> answers, int calls) {
		assertThat(answers).hasSize(calls).containsOnly("ok");
		assertThat(this.application.snapshot().rejected()).isZero();
		assertThat(this.application.snapshot().created()).isBetween(1L, MAX_CONNECTIONS);
	}

}
