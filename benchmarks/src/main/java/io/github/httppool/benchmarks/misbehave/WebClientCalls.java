package io.github.httppool.benchmarks.misbehave;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.web.reactive.function.BodyInserters;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.client.WebClientResponseException;

/**
 * Calls through a {@link WebClient}, each made on the thread that has brought the last
 * answer. To give one up is to cancel it.
 */
public final class WebClientCalls implements Calls {

	private static final Duration PAUSE = Duration.ofMillis(1);

	private final WebClient client;

	/**
	 * Makes calls through a client.
	 * @param client has the upstream as its base URL
	 */
	public WebClientCalls(WebClient client) {
		this.client = client;
	}

	@Override
	public String get(String path) {
		return this.client.get().uri(path).retrieve().bodyToMono(String.class).block(LIMIT);
	}

	@Override
	public CompletableFuture<Void> make(Supplier<Optional<Story>> stories, int callers, Consumer<Outcome> outcomes) {
		return Flux.range(0, callers)
			.flatMap(
					(caller) -> Mono.defer(() -> next(stories, outcomes)).repeatWhen(WebClientCalls::whileThereAreMore),
					callers)
			.then()
			.toFuture();
	}

	/**
	 * Makes a call and emits a value, or is empty when there are no more.
	 */
	private Mono<Outcome> next(Supplier<Optional<Story>> stories, Consumer<Outcome> outcomes) {
		return Mono.justOrEmpty(stories.get()).flatMap(this::outcome).doOnNext(outcomes);
	}

	private static Flux<Long> whileThereAreMore(Flux<Long> emitted) {
		return emitted.takeWhile((count) -> count > 0);
	}

	private Mono<Outcome> outcome(Story story) {
		long begun = System.nanoTime();
		Mono<Outcome> call = make(story).map((received) -> Outcome.received(story, received, begun));
		return givenUp(call, story)
			.onErrorResume(TimeoutException.class, (late) -> Mono.fromSupplier(() -> Outcome.givenUp(story, begun)))
			.onErrorResume((failure) -> Mono.fromSupplier(() -> Outcome.failed(story, failure, begun)));
	}

	/**
	 * Cancels a call after its time, in one of the two ways applications do that.
	 */
	private static Mono<Outcome> givenUp(Mono<Outcome> call, Story story) {
		Duration time = story.cancelledAfter().orElse(LIMIT);
		return (story.number() % 2 == 0) ? call.timeout(time)
				: call.takeUntilOther(Mono.delay(time)).switchIfEmpty(Mono.error(TimeoutException::new));
	}

	private Mono<Received> make(Story story) {
		WebClient.RequestBodySpec request = this.client.method(HttpMethod.valueOf(story.sending().method()))
			.uri(Story.URI_TEMPLATE, story.number());
		if (story.asksToClose()) {
			request.header(HttpHeaders.CONNECTION, "close");
		}
		story.upload().ifPresent((upload) -> send(upload, request));
		return (story.reading() == Reading.WHOLE) ? retrieve(request)
				: request.exchangeToMono((response) -> read(response, story));
	}

	private static void send(Upload upload, WebClient.RequestBodySpec request) {
		switch (upload.form()) {
			case BYTES -> request.bodyValue(upload.bytes());
			case RESOURCE -> request.body(BodyInserters.fromResource(upload.asResource()));
			case STREAM -> {
				if (upload.hasAnnouncedLength()) {
					request.contentLength(upload.announced());
				}
				Flux<DataBuffer> pieces = Flux.fromIterable(upload.pieces())
					.map(DefaultDataBufferFactory.sharedInstance::wrap);
				request.body(BodyInserters.fromDataBuffers(pieces));
			}
		}
	}

	private static Mono<Received> retrieve(WebClient.RequestBodySpec request) {
		return request.retrieve()
			.toEntity(byte[].class)
			.map((entity) -> Received.of(entity.getStatusCode(), entity.getHeaders(), entity.getBody()))
			.onErrorResume(WebClientCalls::isAnswer,
					(error) -> Mono.just(received((WebClientResponseException) error)));
	}

	/**
	 * Returns whether the status is the error, rather than that the body did not come.
	 */
	private static boolean isAnswer(Throwable error) {
		return error instanceof WebClientResponseException && error.getCause() == null;
	}

	private static Received received(WebClientResponseException ex) {
		return Received.of(ex.getStatusCode(), ex.getHeaders(), ex.getResponseBodyAsByteArray());
	}

	private static Mono<Received> read(ClientResponse response, Story story) {
		Flux<byte[]> pieces = response.bodyToFlux(DataBuffer.class).map(WebClientCalls::bytes);
		Mono<byte[]> body = switch (story.reading()) {
			case WHOLE -> response.bodyToMono(byte[].class);
			case SLOWLY -> pieces.concatMap((piece) -> Mono.just(piece).delayElement(PAUSE), 1)
				.collectList()
				.map((all) -> Bytes.join(all.toArray(byte[][]::new)));
			case PARTLY -> pieces.next();
			case NOT_AT_ALL -> Mono.empty();
		};
		return body.defaultIfEmpty(Bytes.NONE)
			.map((bytes) -> Received.of(response.statusCode(), response.headers().asHttpHeaders(), bytes));
	}

	private static byte[] bytes(DataBuffer buffer) {
		byte[] bytes = new byte[buffer.readableByteCount()];
		buffer.read(bytes);
		DataBufferUtils.release(buffer);
		return bytes;
	}

}
