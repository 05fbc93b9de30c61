package io.github.httppool.boot;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;

import io.github.httppool.LeaksSnapshot;
import io.github.httppool.RawServer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscription;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.core.ResolvableType;
import org.springframework.core.codec.AbstractDecoder;
import org.springframework.core.codec.AbstractEncoder;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferFactory;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.MediaType;
import org.springframework.util.MimeType;
import org.springframework.web.reactive.function.BodyInserters;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Errors out of code that a call of a {@code WebClient} runs: the call fails with them,
 * and the only connection is not lost.
 */
@Timeout(60)
class ThrowingReactiveCodeTests {

	private static final int LARGE = 200_000;

	private static final MediaType CODE = new MediaType("application", "code");

	@RegisterExtension
	final RawServer server = new RawServer().serving(ThrowingReactiveCodeTests::answerGets);

	static Stream<Arguments> calls() {
		return Arrays.stream(Place.values())
			.flatMap((place) -> Arrays.stream(Thrown.values()).map((thrown) -> Arguments.of(thrown, place)));
	}

	@ParameterizedTest(name = "{0} in {1}")
	@MethodSource("calls")
	void whenCodeThrowsAnErrorThenItsCallFailsWithIt(Thrown thrown, Place place) {
		SingleConnection.application().run((context) -> {
			SingleConnection connection = new SingleConnection(context);
			Error error = thrown.create();
			ThrowingCode code = new ThrowingCode(error, () -> {
			});
			assertThat(fail(connection, place, code)).contains(error);
			connection.assertServes(this.server.uri("/next"));
			assertThat(connection.pool().leaks()).isEqualTo(LeaksSnapshot.NONE);
		});
	}

	/**
	 * Errors that Reactor throws again; it signals others, and the response that nobody
	 * reads is the application's.
	 */
	@ParameterizedTest(name = "{0}")
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "ASSERTION_ERROR")
	void whenCodeThrowsAnErrorAfterTheResponseThenItsCallFailsWithIt(Thrown thrown) {
		SingleConnection.application().run((context) -> {
			SingleConnection connection = new SingleConnection(context);
			Error error = thrown.create();
			ThrowingCode code = new ThrowingCode(error, () -> {
			});
			Throwable failure = SingleConnection.soon(() -> catchThrowable(() -> connection.webClient()
				.mutate()
				.filter((request, next) -> next.exchange(request).repeat(() -> code.run()).last())
				.build()
				.get()
				.uri(this.server.uri("/large"))
				.retrieve()
				.toBodilessEntity()
				.block()));
			assertThat(failure).hasRootCause(error);
			connection.assertServes(this.server.uri("/next"));
		});
	}

	@ParameterizedTest(name = "{0}")
	@EnumSource
	void whenCodeThrowsAnErrorWhileAnotherCallerWaitsThenThatOneIsServed(Place place) {
		SingleConnection.application().run((context) -> {
			SingleConnection connection = new SingleConnection(context);
			CompletableFuture<Mono<String>> waiting = new CompletableFuture<>();
			Error error = Thrown.NO_CLASS_DEF_FOUND_ERROR.create();
			ThrowingCode code = new ThrowingCode(error,
					() -> waiting.complete(connection.callBehind(this.server.uri("/waiting"))));
			assertThat(fail(connection, place, code)).contains(error);
			assertThat(SingleConnection.soon(() -> waiting.join().block())).isEqualTo("ok");
			connection.assertServes(this.server.uri("/next"));
		});
	}

	private List<Throwable> fail(SingleConnection connection, Place place, ThrowingCode code) {
		WebClient client = connection.webClient();
		URI uri = this.server.uri("/large");
		Throwable failure = SingleConnection.soon(() -> catchThrowable(() -> place.call.by(client, uri, code).block()));
		List<Throwable> causes = new ArrayList<>();
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			causes.add(cause);
		}
		return causes;
	}

	/**
	 * Of what is posted, the rest of a body that is not whole is awaited in vain.
	 */
	private static void answerGets(RawServer.Client client) throws IOException {
		for (String head = client.readHead(); head != null; head = client.readHead()) {
			if (head.startsWith("POST")) {
				InputStream rest = client.socket().getInputStream();
				rest.transferTo(OutputStream.nullOutputStream());
				return;
			}
			client.write(RawServer.ok(head.startsWith("GET /large") ? "x".repeat(LARGE) : "ok"));
		}
	}

	private interface Call {

		Mono<?> by(WebClient client, URI uri, ThrowingCode code);

	}

	enum Place {

		INSERTER((client, uri,
				code) -> client.post().uri(uri).body((request, context) -> code.run()).retrieve().toBodilessEntity()),

		MONO_BODY(posting((code) -> Mono.fromCallable(code::run))),

		FLUX_BODY_SUBSCRIBED_TO(posting((code) -> Flux.defer(code::run))),

		FLUX_BODY_WITH_A_SUBSCRIPTION_ASKED_FOR_MORE(posting((code) -> throwingWhenAsked(code))),

		FLUX_BODY_AFTER_MANY_PIECES(posting((code) -> pieces(1000, code))),

		STREAMED_BODY_AFTER_MANY_PIECES((client, uri, code) -> client.post()
			.uri(uri)
			.contentType(MediaType.APPLICATION_NDJSON)
			.body(pieces(1000, code).map((piece) -> Map.of()), Map.class)
			.retrieve()
			.toBodilessEntity()),

		ENCODER((client, uri, code) -> coding(client, code).post()
			.uri(uri)
			.contentType(CODE)
			.bodyValue(code)
			.retrieve()
			.toBodilessEntity()),

		FILTER_THAT_MAPS(filtered((response, code) -> response.map((ignored) -> code.run()))),

		FILTER_THAT_FLAT_MAPS(filtered((response, code) -> response.flatMap((ignored) -> code.run()))),

		FILTER_THAT_PEEKS(filtered((response, code) -> response.doOnNext((ignored) -> code.run()))),

		FILTER_BEHIND_ONE_THAT_TAKES_ONE(
				filtered((response, code) -> response.flux().take(1).single().flatMap((ignored) -> code.run()))),

		FILTER_AFTER_THE_BODY(filtered((response, code) -> response
			.flatMap((answer) -> answer.bodyToMono(byte[].class).flatMap((ignored) -> code.run())))),

		STATUS_HANDLER((client, uri, code) -> client.get()
			.uri(uri)
			.retrieve()
			.onStatus((status) -> true, (response) -> code.run())
			.toBodilessEntity()),

		HANDLER((client, uri, code) -> client.get().uri(uri).exchangeToMono((response) -> code.run())),

		HANDLER_OF_A_FLUX((client, uri, code) -> client.get().uri(uri).exchangeToFlux((response) -> code.run()).then()),

		BODY_SUBSCRIBED_TO(reading((body, code) -> body.doOnSubscribe((subscription) -> code.run()))),

		BODY_PIECE(reading((body, code) -> body.map((piece) -> {
			DataBufferUtils.release(piece);
			return code.run();
		}))),

		BODY_END(reading((body, code) -> body.map(DataBufferUtils::release).doOnComplete(code::run))),

		WHOLE_BODY((client, uri,
				code) -> client.get().uri(uri).retrieve().bodyToMono(byte[].class).map((body) -> code.run())),

		DECODER((client, uri, code) -> coding(client, code).get()
			.uri(uri)
			.exchangeToMono((response) -> response.mutate()
				.headers((headers) -> headers.setContentType(CODE))
				.build()
				.bodyToFlux(ThrowingCode.class)
				.then()));

		private final Call call;

		Place(Call call) {
			this.call = call;
		}

		@Override
		public String toString() {
			return name().toLowerCase(Locale.ROOT).replace('_', ' ');
		}

		private static Call posting(Function<ThrowingCode, Publisher<DataBuffer>> body) {
			return (client, uri, code) -> client.post()
				.uri(uri)
				.body(BodyInserters.fromDataBuffers(body.apply(code)))
				.retrieve()
				.toBodilessEntity();
		}

		private static Call filtered(BiFunction<Mono<ClientResponse>, ThrowingCode, Mono<ClientResponse>> filter) {
			return (client, uri, code) -> client.mutate()
				.filter((request, next) -> filter.apply(next.exchange(request), code))
				.build()
				.get()
				.uri(uri)
				.retrieve()
				.toBodilessEntity();
		}

		private static Call reading(BiFunction<Flux<DataBuffer>, ThrowingCode, Flux<?>> reader) {
			return (client, uri, code) -> client.get()
				.uri(uri)
				.exchangeToFlux((response) -> reader.apply(response.bodyToFlux(DataBuffer.class), code))
				.then();
		}

		private static WebClient coding(WebClient client, ThrowingCode code) {
			return client.mutate().codecs((codecs) -> {
				codecs.customCodecs().register(new ThrowingEncoder());
				codecs.customCodecs().register(new ThrowingDecoder(code));
			}).build();
		}

	}

	private static Flux<DataBuffer> pieces(int count, ThrowingCode code) {
		return Flux.range(0, count + 1)
			.map((i) -> (i < count) ? DefaultDataBufferFactory.sharedInstance.wrap(new byte[100]) : code.run());
	}

	private static Publisher<DataBuffer> throwingWhenAsked(ThrowingCode code) {
		return (subscriber) -> subscriber.onSubscribe(new Subscription() {

			@Override
			public void request(long n) {
				code.run();
			}

			@Override
			public void cancel() {
				// There is nothing to end.
			}

		});
	}

	private static final class ThrowingEncoder extends AbstractEncoder<ThrowingCode> {

		ThrowingEncoder() {
			super(CODE);
		}

		@Override
		public Flux<DataBuffer> encode(Publisher<? extends ThrowingCode> codes, DataBufferFactory buffers,
				ResolvableType type, @Nullable MimeType mimeType, @Nullable Map<String, Object> hints) {
			return Flux.from(codes).map(ThrowingCode::run);
		}

	}

	private static final class ThrowingDecoder extends AbstractDecoder<Object> {

		private final ThrowingCode code;

		ThrowingDecoder(ThrowingCode code) {
			super(CODE);
			this.code = code;
		}

		@Override
		public Flux<Object> decode(Publisher<DataBuffer> body, ResolvableType type, @Nullable MimeType mimeType,
				@Nullable Map<String, Object> hints) {
			return Flux.from(body).map((piece) -> {
				DataBufferUtils.release(piece);
				return this.code.run();
			});
		}

	}

}
