package io.github.httppool.boot;

import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

import io.github.httppool.RawServer;
import io.github.httppool.client.HttpPoolCustomizer;
import io.netty.handler.timeout.ReadTimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.netty.ConnectionObserver;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.http.StreamingHttpOutputMessage;
import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * What a caller reads when a call fails, the same for both clients, and what is logged of
 * it: nothing.
 */
@Timeout(60)
@ExtendWith(OutputCaptureExtension.class)
class FailureWordsTests {

	@RegisterExtension
	final RawServer server = new RawServer().serving(FailureWordsTests::answer);

	private static void answer(RawServer.Client client) throws IOException {
		String head = client.readHead();
		if (head == null) {
			return;
		}
		switch (head.split(" ")[1]) {
			case "/close" -> client.socket().close();
			case "/reset" -> {
				client.socket().setSoLinger(true, 0);
				client.socket().close();
			}
			case "/half-head" -> {
				client.write("HTTP/1.1 200 OK\r\nContent-");
				client.socket().close();
			}
			case "/half-body" -> {
				client.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n12345");
				client.socket().close();
			}
			case "/ssh" -> client.write("SSH-2.0-OpenSSH\u0007\u001b[31m_9\r\n\r\n");
			case "/header" -> client.write("HTTP/1.1 200 OK\r\nX\u0001Y: b\r\nContent-Length: 0\r\n\r\n");
			case "/events" -> {
				client.write("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: first\n\n");
				client.awaitClosed();
			}
			case "/upload" -> {
				while (client.socket().getInputStream().read() >= 0) {
					// Whatever comes.
				}
			}
			case "/ok" -> client.write(RawServer.ok("ok"));
			default -> client.readHead();
		}
	}

	static Stream<Arguments> failures() {
		return Stream.of(
				Arguments.of("/close",
						"HOST prematurely closed the connection of GET http://HOST/close before it was answered "
								+ "(pool 'default'): no response bytes had arrived"),
				Arguments.of("/reset",
						"HOST reset the connection of GET http://HOST/reset before it was answered "
								+ "(pool 'default'): no response bytes had arrived"),
				Arguments.of("/half-head",
						"HOST prematurely closed the connection of GET http://HOST/half-head before it was answered "
								+ "(pool 'default'): 25 bytes of the response had arrived"),
				Arguments.of("/ssh",
						"HOST answered GET /ssh (pool 'default') with invalid HTTP: "
								+ "invalid version format: SSH-2.0-OPENSSH\\u0007\\u001B[31M_9"),
				Arguments.of("/header",
						"HOST answered GET /header (pool 'default') with invalid HTTP: a header name can "
								+ "only contain \"token\" characters, but found invalid character 0x1 at index 1 "
								+ "of header 'X\\u0001Y'."),
				Arguments.of("/silent", "no response from HOST within 300 ms: GET /silent (pool 'default')"),
				Arguments.of("/silent/" + "x".repeat(10_000), "no response from HOST within 300 ms: GET /silent/"
						+ "x".repeat(189) + "... (pool 'default')"));
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("failures")
	void whenACallFailsThenItSaysWhereAndWhyAndLogsNothing(String path, String message, CapturedOutput output) {
		assertFails(path, message.replace("HOST", this.server.uri("/").getAuthority()), output,
				"httppool.timeouts.response=300ms");
	}

	@ParameterizedTest
	@EnumSource
	void whenACallFailsThenTheHooksOfACustomizerHearOfIt(ClientKind client) {
		List<String> heard = new CopyOnWriteArrayList<>();
		HttpPoolCustomizer hooks = (pool, httpClient) -> httpClient
			.doOnRequestError((request, failure) -> heard.add("hook: " + failure.getMessage()))
			.observe(new ConnectionObserver() {

				@Override
				public void onStateChange(Connection connection, State state) {
					// Failures only.
				}

				@Override
				public void onUncaughtException(Connection connection, Throwable failure) {
					heard.add("observer: " + failure.getMessage());
				}

			});
		SingleConnection.application().withBean(HttpPoolCustomizer.class, () -> hooks).run((context) -> {
			SingleConnection connection = new SingleConnection(context);
			String message = client.failure(connection, this.server.uri("/close")).getCause().getMessage();
			assertThat(heard).containsExactlyInAnyOrder("hook: " + message, "observer: " + message);
			connection.assertServes(this.server.uri("/ok"));
		});
	}

	/**
	 * It may be that of another connection, which the body comes from.
	 */
	@Test
	void whenTheBodyOfARequestFailsLikeAConnectionThenTheServerIsNotBlamed() {
		SingleConnection.application().run((context) -> {
			SingleConnection connection = new SingleConnection(context);
			SocketException reset = new SocketException("Connection reset");
			Throwable failure = catchThrowable(() -> connection.webClient()
				.post()
				.uri(this.server.uri("/upload"))
				.body(Flux.just("piece").concatWith(Mono.error(reset)), String.class)
				.retrieve()
				.bodyToMono(String.class)
				.block(Duration.ofSeconds(20)));
			assertThat(causes(failure)).contains(reset)
				.noneSatisfy((cause) -> assertThat(cause).hasMessageContaining("the connection of POST"));
			connection.assertServes(this.server.uri("/ok"));
		});
	}

	@ParameterizedTest
	@EnumSource
	void whenABodyBreaksOffThenItSaysAfterHowManyBytes(ClientKind client, CapturedOutput output) {
		SingleConnection.application().run((context) -> {
			SingleConnection connection = new SingleConnection(context);
			int logged = output.length();
			URI uri = this.server.uri("/half-body");
			assertThat(causes(client.failure(connection, uri))).anySatisfy((cause) -> assertThat(cause).hasMessage(
					"GET %s broke off after %s of the response body: Connection prematurely closed DURING response",
					uri, client.fiveBytes));
			assertThat(output.toString().substring(logged)).isEmpty();
			connection.assertServes(this.server.uri("/ok"));
		});
	}

	@ParameterizedTest
	@EnumSource
	void whenAReadTimesOutThenItSaysSo(ClientKind client) {
		HttpPoolCustomizer readTimeout = (pool, httpClient) -> httpClient.responseTimeout(Duration.ofMillis(200));
		SingleConnection.application().withBean(HttpPoolCustomizer.class, () -> readTimeout).run((context) -> {
			SingleConnection connection = new SingleConnection(context);
			String message = "no data from %s within the read timeout of 200 ms, during GET /silent (pool 'default')"
				.formatted(this.server.uri("/").getAuthority());
			assertThat(causes(client.failure(connection, this.server.uri("/silent"))))
				.anySatisfy((cause) -> assertThat(cause).isInstanceOf(ReadTimeoutException.class))
				.anySatisfy((cause) -> assertThat(withoutTimes(cause)).isEqualTo(message))
				.noneSatisfy((cause) -> assertThat(cause).hasMessageContaining("response timeout"));
			connection.assertServes(this.server.uri("/ok"));
		});
	}

	@ParameterizedTest
	@EnumSource
	void whenThePoolTakesAConnectionBackWhileACallUploadsThenTheCallSaysSo(ClientKind client) {
		SingleConnection.application()
			.withPropertyValues("httppool.leak-detection.reclaim=after", "httppool.leak-detection.reclaim-after=300ms",
					"httppool.pool.eviction-interval=100ms")
			.run((context) -> {
				SingleConnection connection = new SingleConnection(context);
				Throwable failure = client.failedUpload(connection, this.server.uri("/upload"));
				assertThat(causes(failure)).anySatisfy((cause) -> assertThat(cause).hasMessageContaining(
						"the call was ended: pool 'default' took its connection back (httppool.leak-detection.reclaim-after)"));
				connection.assertServes(this.server.uri("/ok"));
			});
	}

	@Test
	void whenAnEventStreamIsCancelledThenNothingIsLogged(CapturedOutput output) {
		SingleConnection.application().run((context) -> {
			SingleConnection connection = new SingleConnection(context);
			int logged = output.length();
			assertThat(connection.webClient()
				.get()
				.uri(this.server.uri("/events"))
				.retrieve()
				.bodyToFlux(String.class)
				.blockFirst(Duration.ofSeconds(20))).isEqualTo("first");
			connection.assertServes(this.server.uri("/ok"));
			assertThat(output.toString().substring(logged)).isEmpty();
		});
	}

	static Stream<Arguments> targets() {
		return Stream.of(Arguments.of("http://my_svc/x",
				"GET http://my_svc/x cannot be sent: 'my_svc' is not host and port: a host name must not contain '_', only "
						+ "letters, digits, '-' and '.'; give the service another name or an alias, or use "
						+ "its address"),
				Arguments.of("http://user:secret@my_svc:80/x?key=secret",
						"GET http://my_svc:80/x cannot be sent: 'my_svc:80' is not host and port: a host name must not contain "
								+ "'_', only letters, digits, '-' and '.'; give the service another name or an alias, or "
								+ "use its address"),
				Arguments.of("http:///x",
						"GET /x cannot be sent: it has no host; use a URI like http://host:port/path"),
				Arguments.of("ftp://localhost/x",
						"GET ftp://localhost/x cannot be sent: unsupported scheme 'ftp': " + "use http or https"),
				Arguments.of("http://localhost:99999/x",
						"GET http://localhost:99999/x cannot be sent: 99999 is not a valid port (0 to 65535)"));
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("targets")
	void whenACallCannotGoAnywhereThenItSaysWhatIsWrong(String target, String message, CapturedOutput output) {
		SingleConnection.application().run((context) -> {
			SingleConnection connection = new SingleConnection(context);
			int logged = output.length();
			for (ClientKind client : ClientKind.values()) {
				Throwable failure = client.failure(connection, URI.create(target));
				assertThat(failure.getCause()).as(client.name()).isInstanceOf(IOException.class).hasMessage(message);
			}
			assertThat(output.toString().substring(logged)).isEmpty();
			connection.assertServes(this.server.uri("/ok"));
		});
	}

	private void assertFails(String path, String message, CapturedOutput output, String... properties) {
		SingleConnection.application().withPropertyValues(properties).run((context) -> {
			SingleConnection connection = new SingleConnection(context);
			int logged = output.length();
			for (ClientKind client : ClientKind.values()) {
				Throwable failure = client.failure(connection, this.server.uri(path));
				assertThat(failure.getCause()).as(client.name()).isInstanceOf(IOException.class);
				assertThat(withoutTimes(failure.getCause())).isEqualTo(message);
				assertThat(causes(failure).stream().anyMatch(SocketTimeoutException.class::isInstance))
					.isEqualTo(path.startsWith("/silent"));
			}
			assertThat(output.toString().substring(logged)).isEmpty();
			connection.assertServes(this.server.uri("/ok"));
		});
	}

	/**
	 * On a busy machine the event loop may be late, and the message says so.
	 */
	private static String withoutTimes(Throwable failure) {
		return String.valueOf(failure.getMessage())
			.replaceAll("; its event loop was busy for \\d+ ms$", "")
			.replaceAll("; (\\w+ \\d+ ms(, |$)){3,7}$", "");
	}

	static List<Throwable> causes(Throwable failure) {
		return Stream.iterate(failure, (cause) -> cause != null, Throwable::getCause).toList();
	}

	enum ClientKind {

		REST_CLIENT("5 of 100 bytes") {
			@Override
			Throwable failure(SingleConnection connection, URI uri) {
				RestClient client = connection.restClient();
				return catchThrowable(() -> client.get().uri(uri).retrieve().body(String.class));
			}

			@Override
			Throwable failedUpload(SingleConnection connection, URI uri) {
				StreamingHttpOutputMessage.Body body = (out) -> {
					while (true) {
						out.write("piece".getBytes(StandardCharsets.UTF_8));
						out.flush();
					}
				};
				return catchThrowable(
						() -> connection.restClient().post().uri(uri).body(body).retrieve().body(String.class));
			}
		},

		WEB_CLIENT("5 bytes") {
			@Override
			Throwable failure(SingleConnection connection, URI uri) {
				WebClient client = connection.webClient();
				return catchThrowable(
						() -> client.get().uri(uri).retrieve().bodyToMono(String.class).block(Duration.ofSeconds(20)));
			}

			@Override
			Throwable failedUpload(SingleConnection connection, URI uri) {
				Flux<String> pieces = Flux.interval(Duration.ofMillis(10)).map(String::valueOf).onBackpressureDrop();
				return catchThrowable(() -> connection.webClient()
					.post()
					.uri(uri)
					.body(pieces, String.class)
					.retrieve()
					.bodyToMono(String.class)
					.block(Duration.ofSeconds(20)));
			}
		};

		private final String fiveBytes;

		ClientKind(String fiveBytes) {
			this.fiveBytes = fiveBytes;
		}

		abstract Throwable failure(SingleConnection connection, URI uri);

		/**
		 * Uploads without end.
		 */
		abstract Throwable failedUpload(SingleConnection connection, URI uri);

	}

}
