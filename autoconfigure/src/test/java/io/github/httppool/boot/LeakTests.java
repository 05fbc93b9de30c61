package io.github.httppool.boot;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

import io.github.httppool.CallFlag;
import io.github.httppool.CloseReason;
import io.github.httppool.HttpPool;
import io.github.httppool.HttpPoolListener;
import io.github.httppool.HttpPoolListener.Leak;
import io.github.httppool.HttpPools;
import io.github.httppool.LeaksSnapshot;
import io.github.httppool.PoolEvent;
import io.github.httppool.PoolEventKind;
import io.github.httppool.RawServer;
import io.github.httppool.autoconfigure.HttpPoolAutoConfiguration;
import io.github.httppool.autoconfigure.HttpPoolClientsAutoConfiguration;
import io.github.httppool.autoconfigure.HttpPoolPropertiesAutoConfiguration;
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
import org.springframework.web.reactive.function.client.ClientResponse;
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
		.withConfiguration(
				AutoConfigurations.of(HttpPoolPropertiesAutoConfiguration.class, HttpPoolAutoConfiguration.class,
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
			.subscribe(new BodyReader()));
	}

	@Test
	void whenTheHandlerOfAResponseNeverAnswersThenItsConnectionIsTakenBack() {
		assertTakenBack((
				context) -> webClient(context).get().uri(uri()).exchangeToMono((response) -> Mono.never()).subscribe());
	}

	@Test
	void whenARestClientLeaksThenItsTemplateAndCallSiteAreTold() {
		assertNamed(
				(context) -> restClient(context).get().uri(template(), 17).exchange((request, response) -> 1, false));
	}

	@Test
	void whenAWebClientLeaksThenItsTemplateAndCallSiteAreTold() {
		assertNamed((context) -> webClient(context).get()
			.uri(template(), 17)
			.retrieve()
			.toEntityFlux(DataBuffer.class)
			.block());
	}

	@Test
	void whenACallHasItsConnectionThenTheConnectionTellsWhereItWasMade() {
		this.runner.run((context) -> {
			HttpPool pool = context.getBean(HttpPools.class).get("default");
			try (InputStream body = restClient(context).get().uri(uri()).retrieve().body(InputStream.class)) {
				assertThat(body).isNotNull();
				assertThat(pool.connections()).singleElement()
					.satisfies((connection) -> assertHere(connection.callSite()));
			}
		});
	}

	/**
	 * The first response is forgotten while the second one is awaited.
	 */
	@Test
	void whenAFilterTriesAgainThenTheSecondCallIsNotTakenForTheFirst() {
		this.server.serving((client) -> {
			client.readHead();
			client.write("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 2\r\n\r\nno");
			client.readHead();
			client.awaitClosed();
		});
		this.runner.withPropertyValues("httppool.timeouts.response=500ms").run((context) -> {
			HttpPool pool = context.getBean(HttpPools.class).get("default");
			Mono<Integer> call = webClient(context).mutate()
				.filter((request, next) -> next.exchange(request)
					.flatMap((response) -> response.releaseBody().then(Mono.<ClientResponse>error(new IOException())))
					.retry(1))
				.build()
				.get()
				.uri(uri())
				.exchangeToMono((response) -> Mono.just(1));
			CompletableFuture<Integer> answer = call.toFuture();
			await().untilAsserted(() -> {
				System.gc();
				assertThat(answer).isCompletedExceptionally();
			});
			assertThat(pool.snapshot().acquired()).isEqualTo(2);
			assertThat(pool.leaks()).isEqualTo(LeaksSnapshot.NONE);
		});
	}

	@Test
	void whenALivingCallIsOlderThanAllowedThenItIsTold() {
		this.runner
			.withPropertyValues("httppool.leak-detection.reclaim=after", "httppool.leak-detection.reclaim-after=100ms")
			.run((context) -> {
				HttpPool pool = context.getBean(HttpPools.class).get("default");
				BodyReader reader = new BodyReader();
				webClient(context).get().uri(uri()).retrieve().bodyToFlux(DataBuffer.class).subscribe(reader);
				await().untilAsserted(
						() -> assertThat(pool.snapshot().closed()).containsEntry(CloseReason.LEAK_RECLAIMED, 1L));
				assertThat(pool.leaks().confirmed()).isZero();
				reader.requestUnbounded();
				await().untilAsserted(() -> assertThat(reader.failure).isNotNull());
				assertThat(flagsOfCalls(pool)).containsExactly(CallFlag.LEAKED);
			});
	}

	private void assertNamed(Consumer<AssertableApplicationContext> leak) {
		List<Leak> leaks = new CopyOnWriteArrayList<>();
		HttpPoolListener listener = new HttpPoolListener() {

			@Override
			public void leakConfirmed(Leak event) {
				leaks.add(event);
			}

		};
		this.runner.withBean(HttpPoolListener.class, () -> listener).run((context) -> {
			leak.accept(context);
			await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
				System.gc();
				assertThat(leaks).isNotEmpty();
			});
			assertThat(leaks.get(0).request()).isEqualTo("GET /orders/{id}");
			assertHere(leaks.get(0).callSite());
		});
	}

	private static void assertHere(String callSite) {
		assertThat(callSite).startsWith(LeakTests.class.getName() + ".").contains("(LeakTests.java:");
	}

	private String template() {
		return this.server.uri("/orders/") + "{id}";
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
			await().untilAsserted(() -> assertThat(flagsOfCalls(pool)).containsExactly(CallFlag.LEAKED));
			assertThat(restClient(context).get().uri(uri()).retrieve().body(String.class)).hasSize(LARGE);
			assertThat(pool.leaks().confirmed()).isOne();
			assertThat(pool.snapshot().closed()).containsEntry(CloseReason.LEAK_RECLAIMED, 1L);
		});
	}

	private static List<CallFlag> flagsOfCalls(HttpPool pool) {
		return pool.events()
			.events()
			.stream()
			.filter((event) -> event.kind() == PoolEventKind.CALL)
			.map(PoolEvent::flag)
			.toList();
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

	/**
	 * Reads one piece, and no more unless told to.
	 */
	private static final class BodyReader extends BaseSubscriber<DataBuffer> {

		private volatile Throwable failure;

		@Override
		protected void hookOnSubscribe(Subscription subscription) {
			subscription.request(1);
		}

		@Override
		protected void hookOnNext(DataBuffer piece) {
			DataBufferUtils.release(piece);
		}

		@Override
		protected void hookOnError(Throwable failure) {
			this.failure = failure;
		}

	}

}
