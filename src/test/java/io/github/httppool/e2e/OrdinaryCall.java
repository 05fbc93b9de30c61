package io.github.httppool.e2e;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;

import org.reactivestreams.Subscription;
import reactor.core.Disposable;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SignalType;
import reactor.core.scheduler.Schedulers;

import org.springframework.core.io.Resource;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.client.WebClientResponseException;

/**
 * The ways in which applications use responses without losing one. Each returns when its
 * call has ended, or was given up.
 */
enum OrdinaryCall {

	REST_SMALL(rest("/bytes/100", (client, uri) -> client.get().uri(uri).retrieve().body(String.class))),

	REST_LARGE(rest("/bytes/300000", (client, uri) -> client.get().uri(uri).retrieve().body(byte[].class))),

	REST_CHUNKED(rest("/chunked/200000", (client, uri) -> client.get().uri(uri).retrieve().toEntity(String.class))),

	REST_BODILESS(rest("/bytes/300000", (client, uri) -> client.get().uri(uri).retrieve().toBodilessEntity())),

	REST_CLOSED_EARLY_WITH_A_REST_TO_DRAIN(
			rest("/late/100000", (client, uri) -> read(client, uri, (body) -> body.readNBytes(99_000)))),

	REST_CLOSED_EARLY(rest("/bytes/300000", (client, uri) -> read(client, uri, InputStream::read))),

	REST_EXCHANGE_THAT_LOOKS_AT_NOTHING(
			rest("/bytes/300000", (client, uri) -> client.get().uri(uri).exchange((request, response) -> 1))),

	REST_TRICKLE(rest("/trickle/80", (client, uri) -> client.get().uri(uri).retrieve().body(byte[].class))),

	REST_STREAM_READ_AND_CLOSED(rest("/bytes/200000", (client, uri) -> copy(stream(client, uri)))),

	REST_STREAM_READ_BYTE_BY_BYTE(rest("/bytes/100000", (client, uri) -> readSingly(stream(client, uri)))),

	REST_STREAM_READ_BY_ANOTHER_THREAD(
			rest("/bytes/200000", (client, uri) -> onAnotherThread(stream(client, uri), OrdinaryCall::copy))),

	REST_STREAM_CLOSED_BY_ANOTHER_THREAD(
			rest("/late/100000", (client, uri) -> onAnotherThread(stream(client, uri), OrdinaryCall::close))),

	REST_RESOURCE(rest("/bytes/200000", (client, uri) -> copy(resource(client, uri)))),

	REST_ERROR_STATUS(rest("/status/500", (client, uri) -> {
		try {
			client.get().uri(uri).retrieve().body(String.class);
			throw new AssertionError("no error");
		}
		catch (RestClientException ex) {
			// As asked for.
		}
	})),

	REST_EMPTY(rest("/empty", (client, uri) -> client.get().uri(uri).retrieve().toBodilessEntity())),

	REST_NO_CONTENT(rest("/nothing", (client, uri) -> client.get().uri(uri).retrieve().body(String.class))),

	REST_HEAD(rest("/bytes/300000", (client, uri) -> client.head().uri(uri).retrieve().toBodilessEntity())),

	WEB_SMALL(web("/bytes/100", (client) -> client.retrieve().bodyToMono(String.class))),

	WEB_LARGE(web("/bytes/200000", (client) -> client.retrieve().bodyToMono(byte[].class))),

	WEB_TRICKLE(web("/trickle/40", (client) -> lengths(client).then())),

	WEB_BODILESS(web("/bytes/200000", (client) -> client.retrieve().toBodilessEntity())),

	WEB_HANDLER_THAT_IGNORES_THE_BODY(
			web("/bytes/200000", (client) -> client.exchangeToMono((response) -> Mono.just(1)))),

	WEB_HANDLER_THAT_READS_LATER(web("/bytes/200000", (client) -> client.exchangeToMono(
			(response) -> Mono.delay(Duration.ofMillis(30)).flatMap((tick) -> response.bodyToMono(byte[].class))))),

	WEB_RATE_LIMITED(web("/bytes/200000", (client) -> lengths(client).limitRate(1).then())),

	WEB_OTHER_THREAD_ONE_BY_ONE(web("/bytes/200000",
			(client) -> pieces(client).publishOn(Schedulers.parallel(), 1).map(OrdinaryCall::release).then())),

	WEB_DELAYED(web("/trickle/10", (client) -> lengths(client).delayElements(Duration.ofMillis(3)).then())),

	WEB_CONCAT_MAP_TO_LATER(web("/trickle/10",
			(client) -> lengths(client).concatMap((length) -> Mono.delay(Duration.ofMillis(3)), 1).then())),

	WEB_CONCAT_MAP_TO_THE_FUTURE(web("/trickle/10",
			(client) -> lengths(client)
				.concatMap((length) -> Mono.fromFuture(CompletableFuture.supplyAsync(() -> pause(2))), 0)
				.then())),

	WEB_FLAT_MAP_ONE_AT_A_TIME(web("/trickle/10",
			(client) -> lengths(client).flatMap((length) -> Mono.delay(Duration.ofMillis(3)), 1).then())),

	WEB_BUFFERED(web("/bytes/200000",
			(client) -> lengths(client).bufferUntil((length) -> length < 1000).limitRate(1).then())),

	WEB_WINDOWS(web("/bytes/200000",
			(client) -> lengths(client).window(2)
				.concatMap((window) -> window.delaySequence(Duration.ofMillis(1)).then(), 1)
				.then())),

	WEB_ZIPPED_WITH_ITSELF(web("/bytes/100000",
			(client) -> Flux.zip(lengths(client).limitRate(1), lengths(client).delayElements(Duration.ofMillis(1)))
				.then())),

	WEB_SHARED(web("/bytes/200000", (client) -> {
		Flux<Integer> shared = lengths(client).publish(1).refCount(2);
		return Mono.when(shared, shared.delayElements(Duration.ofMillis(1)));
	})),

	WEB_JOINED(web("/bytes/200000", (client) -> DataBufferUtils.join(pieces(client)).map(OrdinaryCall::release))),

	WEB_TO_AN_OUTPUT_STREAM(web("/bytes/200000",
			(client) -> DataBufferUtils.write(pieces(client), OutputStream.nullOutputStream())
				.map(OrdinaryCall::release)
				.then())),

	WEB_TO_AN_INPUT_STREAM(
			webBlocking("/bytes/200000", (client) -> copy(DataBufferUtils.subscriberInputStream(pieces(client), 1)))),

	WEB_TO_A_STREAM(webBlocking("/bytes/200000", (client) -> {
		lengths(client).toStream(1).forEach((length) -> pause(1));
	})),

	WEB_ONE_BY_ONE_WITH_PAUSES(webBlocking("/trickle/10", (client) -> oneByOne(lengths(client)))),

	WEB_FIRST_PIECE_ONLY(web("/bytes/300000", (client) -> lengths(client).next())),

	WEB_CANCELLED_BEFORE_THE_RESPONSE(webBlocking("/never", (client) -> {
		Disposable call = client.retrieve().bodyToMono(String.class).subscribe();
		pause(1);
		call.dispose();
	})),

	WEB_TIMED_OUT_BEFORE_THE_RESPONSE(web("/never",
			(client) -> client.retrieve()
				.bodyToMono(String.class)
				.timeout(Duration.ofMillis(10), Mono.just("too late")))),

	WEB_TIMED_OUT_IN_THE_BODY(web("/late/100000",
			(client) -> client.retrieve().bodyToMono(byte[].class).timeout(Duration.ofMillis(20), Mono.empty()))),

	WEB_TIMED_OUT_BETWEEN_RESPONSE_AND_BODY(web("/bytes/200000",
			(client) -> client.exchangeToMono((response) -> Mono.never())
				.timeout(Duration.ofMillis(30), Mono.empty()))),

	WEB_ERROR_STATUS(web("/status/500",
			(client) -> client.retrieve()
				.bodyToMono(String.class)
				.onErrorResume(WebClientResponseException.class, (error) -> Mono.empty()))),

	WEB_EMPTY(web("/empty", (client) -> client.retrieve().bodyToMono(String.class))),

	WEB_NO_CONTENT(web("/nothing", (client) -> client.retrieve().bodyToMono(String.class))),

	WEB_HEAD((application, server) -> application.webClient()
		.head()
		.uri(server.uri("/bytes/300000"))
		.retrieve()
		.toBodilessEntity()
		.block()),

	WEB_FILTER_THAT_TRIES_AGAIN((application, server) -> application.webClient()
		.mutate()
		.filter((request, next) -> next.exchange(request).flatMap(OrdinaryCall::failOnError).retry(2).onErrorComplete())
		.build()
		.get()
		.uri(server.uri("/status/500"))
		.exchangeToMono(ClientResponse::releaseBody)
		.onErrorComplete()
		.block()),

	WEB_FILTER_THAT_ASKS_TWICE((application, server) -> application.webClient()
		.mutate()
		.filter((request, next) -> next.exchange(request)
			.zipWith(next.exchange(request))
			.flatMap((both) -> both.getT1().releaseBody().thenReturn(both.getT2())))
		.build()
		.get()
		.uri(server.uri("/trickle/10"))
		.retrieve()
		.toBodilessEntity()
		.block());

	private final BiConsumer<TestApplication, BodyServer> call;

	OrdinaryCall(BiConsumer<TestApplication, BodyServer> call) {
		this.call = call;
	}

	@Override
	public String toString() {
		return name().toLowerCase(Locale.ROOT).replace('_', ' ');
	}

	void make(TestApplication application, BodyServer server) {
		this.call.accept(application, server);
	}

	private static BiConsumer<TestApplication, BodyServer> rest(String path, BiConsumer<RestClient, URI> call) {
		return (application, server) -> call.accept(application.restClient(), server.uri(path));
	}

	private static BiConsumer<TestApplication, BodyServer> web(String path,
			Function<WebClient.RequestHeadersSpec<?>, Mono<?>> call) {
		return webBlocking(path, (client) -> call.apply(client).block());
	}

	private static BiConsumer<TestApplication, BodyServer> webBlocking(String path,
			Consumer<WebClient.RequestHeadersSpec<?>> call) {
		return (application, server) -> call.accept(application.webClient().get().uri(server.uri(path)));
	}

	private static InputStream stream(RestClient client, URI uri) {
		return Objects.requireNonNull(client.get().uri(uri).retrieve().body(InputStream.class));
	}

	private static InputStream resource(RestClient client, URI uri) {
		return uncheck(
				() -> Objects.requireNonNull(client.get().uri(uri).retrieve().body(Resource.class)).getInputStream());
	}

	private static void read(RestClient client, URI uri, Reading reading) {
		client.get().uri(uri).exchange((request, response) -> {
			try (InputStream body = response.getBody()) {
				return reading.read(body);
			}
		});
	}

	private static void copy(InputStream stream) {
		uncheck(() -> {
			try (stream) {
				return stream.transferTo(OutputStream.nullOutputStream());
			}
		});
	}

	private static void readSingly(InputStream stream) {
		uncheck(() -> {
			try (stream) {
				int count = 0;
				while (stream.read() >= 0) {
					count++;
				}
				return count;
			}
		});
	}

	private static void close(InputStream stream) {
		uncheck(() -> {
			stream.close();
			return true;
		});
	}

	private static void onAnotherThread(InputStream stream, Consumer<InputStream> use) {
		CompletableFuture.runAsync(() -> use.accept(stream)).join();
	}

	private static Flux<DataBuffer> pieces(WebClient.RequestHeadersSpec<?> client) {
		return client.retrieve().bodyToFlux(DataBuffer.class);
	}

	private static Flux<Integer> lengths(WebClient.RequestHeadersSpec<?> client) {
		return pieces(client).map(OrdinaryCall::release);
	}

	private static int release(DataBuffer piece) {
		int length = piece.readableByteCount();
		DataBufferUtils.release(piece);
		return length;
	}

	private static Mono<ClientResponse> failOnError(ClientResponse response) {
		return response.statusCode().isError() ? response.releaseBody().then(response.createError())
				: Mono.just(response);
	}

	private static int pause(long millis) {
		LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
		return 1;
	}

	private static <T> T uncheck(Callable<T> action) {
		try {
			return action.call();
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	@FunctionalInterface
	private interface Reading {

		Object read(InputStream body) throws IOException;

	}

	/**
	 * Asks for one piece after the other, each after a while and by a timer: between them
	 * only the timer knows of it.
	 */
	private static final class OneByOne extends BaseSubscriber<Integer> {

		private final CountDownLatch end = new CountDownLatch(1);

		@Override
		protected void hookOnSubscribe(Subscription subscription) {
			subscription.request(1);
		}

		@Override
		protected void hookOnNext(Integer length) {
			Schedulers.parallel().schedule(() -> request(1), 3, TimeUnit.MILLISECONDS);
		}

		@Override
		protected void hookFinally(SignalType type) {
			this.end.countDown();
		}

	}

	private static void oneByOne(Flux<Integer> lengths) {
		OneByOne subscriber = new OneByOne();
		CountDownLatch end = subscriber.end;
		lengths.subscribe(subscriber);
		uncheck(() -> end.await(20, TimeUnit.SECONDS));
	}

}
