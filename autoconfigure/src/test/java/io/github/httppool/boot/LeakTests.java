package io.github.httppool.boot;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.function.Consumer;

import io.github.httppool.CloseReason;
import io.github.httppool.HttpPool;
import io.github.httppool.HttpPools;
import io.github.httppool.RawServer;
import io.github.httppool.autoconfigure.HttpPoolAutoConfiguration;
import io.github.httppool.autoconfigure.HttpPoolClientsAutoConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Mono;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.http.client.autoconfigure.HttpClientAutoConfiguration;
import org.springframework.boot.http.client.autoconfigure.imperative.ImperativeHttpClientAutoConfiguration;
import org.springframework.boot.http.client.autoconfigure.reactive.ReactiveHttpClientAutoConfiguration;
import org.springframework.boot.restclient.autoconfigure.RestClientAutoConfiguration;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.webclient.autoconfigure.WebClientAutoConfiguration;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpMethod;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Responses that nobody closes are found and taken back, for every way in which that
 * happens.
 */
class LeakTests {

	private static final int LARGE = 300_000;

	@RegisterExtension
	final RawServer server = new RawServer()
		.answering("HTTP/1.1 200 OK\r\nContent-Length: " + LARGE + "\r\n\r\n" + "x".repeat(LARGE));

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(HttpPoolAutoConfiguration.class,
				HttpPoolClientsAutoConfiguration.class, HttpClientAutoConfiguration.class,
				ImperativeHttpClientAutoConfiguration.class, ReactiveHttpClientAutoConfiguration.class,
				RestClientAutoConfiguration.class, WebClientAutoConfiguration.class))
		.withPropertyValues("httppool.pool.max-connections=1", "httppool.pool.eviction-interval=20ms",
				"httppool.leak-detection.call-site-sampling=1");

	@Test
	void whenARestClientResponseIsHandedOutAndForgottenThenItsConnectionIsTakenBack() {
		assertTakenBack((context) -> restClient(context).get().uri(uri()).exchange((request, response) -> 1, false));
	}

	@Test
	void whenAnInputStreamIsForgottenThenItsConnectionIsTakenBack() {
		assertTakenBack((context) -> restClient(context).get().uri(uri()).retrieve().body(InputStream.class));
	}

	@Test
	void whenAnInterceptorDropsAResponseThenItsConnectionIsTakenBack() {
		assertTakenBack((context) -> {
			RestClient client = restClient(context).mutate().requestInterceptor((request, body, execution) -> {
				execution.execute(request, body);
				throw new IllegalStateException("Dropped");
			}).build();
			try {
				client.get().uri(uri()).retrieve().toBodilessEntity();
			}
			catch (IllegalStateException ex) {
				assertThat(ex).hasMessage("Dropped");
			}
		});
	}

	@Test
	void whenAResponseOfTheBareFactoryIsForgottenThenItsConnectionIsTakenBack() {
		assertTakenBack((context) -> {
			try {
				context.getBean(ClientHttpRequestFactory.class).createRequest(uri(), HttpMethod.GET).execute();
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		});
	}

	@Test
	void whenABodyFluxIsNeverSubscribedToThenItsConnectionIsTakenBack() {
		assertTakenBack(
				(context) -> webClient(context).get().uri(uri()).retrieve().toEntityFlux(DataBuffer.class).block());
	}

	@Test
	void whenAFilterDropsAResponseThenItsConnectionIsTakenBack() {
		assertTakenBack((context) -> webClient(context).mutate()
			.filter((request, next) -> next.exchange(request).flatMap((response) -> Mono.empty()))
			.build()
			.get()
			.uri(uri())
			.exchangeToMono((response) -> Mono.just(1))
			.onErrorComplete()
			.block());
	}

	@Test
	void whenASubscriberStopsAskingAndIsForgottenThenItsConnectionIsTakenBack() {
		assertTakenBack((context) -> webClient(context).get()
			.uri(uri())
			.retrieve()
			.bodyToFlux(DataBuffer.class)
			.subscribe(new BaseSubscriber<>() {

				@Override
				protected void hookOnSubscribe(Subscription subscription) {
					subscription.request(1);
				}

				@Override
				protected void hookOnNext(DataBuffer piece) {
					DataBufferUtils.release(piece);
				}

			}));
	}

	@Test
	void whenTheHandlerOfAResponseNeverAnswersThenItsConnectionIsTakenBack() {
		assertTakenBack((
				context) -> webClient(context).get().uri(uri()).exchangeToMono((response) -> Mono.never()).subscribe());
	}

	private void assertTakenBack(Consumer<AssertableApplicationContext> leak) {
		this.runner.run((context) -> {
			HttpPool pool = context.getBean(HttpPools.class).get("default");
			leak.accept(context);
			await().untilAsserted(() -> assertThat(pool.snapshot().acquired()).isOne());
			await().atMost(Duration.ofSeconds(10)).pollInterval(Duration.ofMillis(20)).untilAsserted(() -> {
				System.gc();
				assertThat(pool.leaks().reclaimed()).isOne();
			});
			await().untilAsserted(() -> assertThat(pool.snapshot().active()).isZero());
			assertThat(restClient(context).get().uri(uri()).retrieve().body(String.class)).hasSize(LARGE);
			assertThat(pool.leaks().confirmed()).isOne();
			assertThat(pool.snapshot().closed()).containsEntry(CloseReason.LEAK_RECLAIMED, 1L);
		});
	}

	private URI uri() {
		return this.server.uri("/orders");
	}

	private static RestClient restClient(AssertableApplicationContext context) {
		return context.getBean("httpPoolRestClient", RestClient.class);
	}

	private static WebClient webClient(AssertableApplicationContext context) {
		return context.getBean("httpPoolWebClient", WebClient.class);
	}

}
