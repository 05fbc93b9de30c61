package io.github.httppool.boot;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import io.github.httppool.RawServer;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.StreamingHttpOutputMessage;
import org.springframework.http.StreamingHttpOutputMessage.Body;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Errors out of the code that writes the body of a blocking call: the caller gets them,
 * and the only connection is not lost.
 */
@Timeout(60)
class ThrowingWriterTests {

	@RegisterExtension
	final RawServer server = new RawServer().serving(ThrowingWriterTests::answerGets);

	static Stream<Arguments> calls() {
		return Arrays.stream(Thrown.values())
			.flatMap((thrown) -> Arrays.stream(Written.values())
				.flatMap((written) -> Arrays.stream(Client.values())
					.map((client) -> Arguments.of(thrown, written, client))));
	}

	@ParameterizedTest(name = "{0}, {1}, {2}")
	@MethodSource("calls")
	void whenABodyIsWrittenThatThrowsThenTheCallerGetsTheError(Thrown thrown, Written written, Client client) {
		SingleConnection.application().run((context) -> {
			SingleConnection connection = new SingleConnection(context);
			Error error = thrown.create();
			ThrowingCode code = new ThrowingCode(error, () -> {
			});
			assertThat(fail(connection, client, written, code)).isSameAs(error);
			connection.assertServes(this.server.uri("/next"));
		});
	}

	static Stream<Arguments> callsThatHoldAConnection() {
		return Arrays.stream(Written.values())
			.filter(Written::holdsAConnection)
			.flatMap((written) -> Arrays.stream(Client.values()).map((client) -> Arguments.of(written, client)));
	}

	@ParameterizedTest(name = "{0}, {1}")
	@MethodSource("callsThatHoldAConnection")
	void whenABodyThrowsWhileAnotherCallerWaitsThenThatOneIsServed(Written written, Client client) {
		SingleConnection.application().run((context) -> {
			SingleConnection connection = new SingleConnection(context);
			CompletableFuture<Mono<String>> waiting = new CompletableFuture<>();
			Error error = Thrown.STACK_OVERFLOW_ERROR.create();
			ThrowingCode code = new ThrowingCode(error,
					() -> waiting.complete(connection.callBehind(this.server.uri("/waiting"))));
			assertThat(fail(connection, client, written, code)).isSameAs(error);
			assertThat(SingleConnection.soon(() -> waiting.join().block())).isEqualTo("ok");
			connection.assertServes(this.server.uri("/next"));
		});
	}

	private Throwable fail(SingleConnection connection, Client client, Written written, ThrowingCode code) {
		return SingleConnection
			.soon(() -> catchThrowable(() -> client.call.post(connection, this.server, written, code)));
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
			client.write(RawServer.ok("ok"));
		}
	}

	private interface Call {

		void post(SingleConnection connection, RawServer server, Written written, ThrowingCode code);

	}

	enum Client {

		REST_CLIENT((connection, server, written, code) -> {
			RestClient.RequestBodySpec request = connection.restClient().post().uri(server.uri("/"));
			if (written.announced >= 0) {
				request.contentLength(written.announced);
			}
			request.body(written.body(code)).retrieve().toBodilessEntity();
		}),

		REST_TEMPLATE((connection, server, written, code) -> connection.restTemplate()
			.execute(server.uri("/"), HttpMethod.POST, (request) -> {
				if (written.announced >= 0) {
					request.getHeaders().set(HttpHeaders.CONTENT_LENGTH, String.valueOf(written.announced));
				}
				((StreamingHttpOutputMessage) request).setBody(written.body(code));
			}, null));

		private final Call call;

		Client(Call call) {
			this.call = call;
		}

		@Override
		public String toString() {
			return name().toLowerCase(Locale.ROOT).replace('_', ' ');
		}

	}

	/**
	 * How much is announced, and how much is written before the error.
	 */
	enum Written {

		HALF_OF_A_SMALL_BODY(10, 5),

		HALF_OF_A_LARGE_BODY(100_000, 50_000),

		NOTHING_OF_A_BODY_OF_UNKNOWN_LENGTH(-1, 0),

		A_LITTLE_OF_A_BODY_OF_UNKNOWN_LENGTH(-1, 5),

		MUCH_OF_A_BODY_OF_UNKNOWN_LENGTH(-1, 1_000_000);

		private final int announced;

		private final int before;

		Written(int announced, int before) {
			this.announced = announced;
			this.before = before;
		}

		/**
		 * A small body is written before a connection is asked for.
		 */
		boolean holdsAConnection() {
			return this.announced < 0 || this.announced > 64 * 1024;
		}

		Body body(ThrowingCode code) {
			return (out) -> {
				out.write(new byte[this.before]);
				code.run();
			};
		}

		@Override
		public String toString() {
			return name().toLowerCase(Locale.ROOT).replace('_', ' ');
		}

	}

}
