package io.github.httppool.boot;

import java.net.URI;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.github.httppool.HttpPool;
import io.github.httppool.HttpPools;
import io.github.httppool.PoolSnapshot;
import io.github.httppool.autoconfigure.HttpPoolAutoConfiguration;
import io.github.httppool.autoconfigure.HttpPoolClientsAutoConfiguration;
import io.github.httppool.autoconfigure.HttpPoolPropertiesAutoConfiguration;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.http.client.autoconfigure.HttpClientAutoConfiguration;
import org.springframework.boot.http.client.autoconfigure.imperative.ImperativeHttpClientAutoConfiguration;
import org.springframework.boot.http.client.autoconfigure.reactive.ReactiveHttpClientAutoConfiguration;
import org.springframework.boot.restclient.RestTemplateBuilder;
import org.springframework.boot.restclient.autoconfigure.RestClientAutoConfiguration;
import org.springframework.boot.restclient.autoconfigure.RestTemplateAutoConfiguration;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.webclient.autoconfigure.WebClientAutoConfiguration;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestTemplate;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The clients of an application that has one connection: what a call loses, the next one
 * misses.
 */
final class SingleConnection {

	private static final Duration PATIENCE = Duration.ofSeconds(10);

	private final AssertableApplicationContext context;

	SingleConnection(AssertableApplicationContext context) {
		this.context = context;
	}

	static ApplicationContextRunner application() {
		return new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(HttpPoolPropertiesAutoConfiguration.class,
					HttpPoolAutoConfiguration.class, HttpPoolClientsAutoConfiguration.class,
					HttpClientAutoConfiguration.class, ImperativeHttpClientAutoConfiguration.class,
					ReactiveHttpClientAutoConfiguration.class, RestClientAutoConfiguration.class,
					RestTemplateAutoConfiguration.class, WebClientAutoConfiguration.class))
			.withPropertyValues("httppool.pool.max-connections=1", "httppool.timeouts.acquire=20s",
					"httppool.shutdown.drain-timeout=0");
	}

	RestClient restClient() {
		return this.context.getBean("httpPoolRestClient", RestClient.class);
	}

	RestTemplate restTemplate() {
		return this.context.getBean(RestTemplateBuilder.class).build();
	}

	WebClient webClient() {
		return this.context.getBean("httpPoolWebClient", WebClient.class);
	}

	/**
	 * Returns the outcome of a call that must have one soon.
	 */
	static <T> T soon(Callable<T> call) {
		CompletableFuture<T> outcome = new CompletableFuture<>();
		Thread thread = new Thread(() -> {
			try {
				outcome.complete(call.call());
			}
			catch (Throwable ex) {
				outcome.completeExceptionally(ex);
			}
		}, "caller");
		thread.setDaemon(true);
		thread.start();
		return outcome.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
	}

	/**
	 * Calls while the connection is in use, and returns when this call waits for it. From
	 * a thread of its own, as an event loop would put the call off until its read is
	 * over.
	 */
	Mono<String> callBehind(URI uri) {
		Mono<String> waiting = webClient().get()
			.uri(uri)
			.retrieve()
			.bodyToMono(String.class)
			.subscribeOn(Schedulers.boundedElastic())
			.cache();
		waiting.subscribe((answer) -> {
		}, (failure) -> {
			// The test sees it, too.
		});
		await().atMost(PATIENCE).until(() -> figures().pending(), (pending) -> pending == 1);
		return waiting;
	}

	/**
	 * Proves that the connection, or another in its place, serves a call, and that none
	 * is in use afterwards.
	 */
	void assertServes(URI uri) {
		assertThat(webClient().get().uri(uri).retrieve().bodyToMono(String.class).block(PATIENCE)).isEqualTo("ok");
		assertUnused();
	}

	void assertUnused() {
		await().atMost(PATIENCE).untilAsserted(() -> assertThat(figures().active()).isZero());
	}

	PoolSnapshot figures() {
		return pool().snapshot();
	}

	HttpPool pool() {
		return this.context.getBean(HttpPools.class).get(HttpPool.DEFAULT);
	}

}
