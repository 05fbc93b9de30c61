package io.github.httppool.boot;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

import io.github.httppool.CloseReason;
import io.github.httppool.RawServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.http.HttpMethod;
import org.springframework.http.RequestEntity;
import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Servers that send more than anybody wants, or figures that make no sense: the call ends
 * in words that say why, and nothing is collected without end.
 */
@Timeout(60)
class BoundedResponseTests {

	private static final String OK = "HTTP/1.1 200 OK\r\n";

	private static final String CHUNKED = OK + "Transfer-Encoding: chunked\r\n\r\n";

	private static final String MORE_THAN_ACCEPTED = "with more than the client accepts (httpResponseDecoder)";

	private static final String INVALID = "with invalid HTTP";

	@RegisterExtension
	static final PooledApplication application = new PooledApplication("httppool.pool.max-connections=1");

	@RegisterExtension
	static final PooledApplication limited = new PooledApplication("httppool.limits.max-response-size=1000B",
			"httppool.limits.max-decompressed-size=5000B");

	@RegisterExtension
	static final PooledApplication repeating = new PooledApplication("httppool.retry.max-attempts=2",
			"httppool.retry.backoff=1ms");

	@RegisterExtension
	final ScriptedServer server = new ScriptedServer();

	// What is bounded always

	static Stream<Arguments> endless() {
		return clients(Arguments.of("a header of 10 MB", OK + "X: ", "x".repeat(100_000), MORE_THAN_ACCEPTED),
				Arguments.of("headers", OK, "X: y\r\n".repeat(1_000), MORE_THAN_ACCEPTED),
				Arguments.of("a folded header", OK + "X: y\r\n", " y\r\n".repeat(1_000), MORE_THAN_ACCEPTED),
				Arguments.of("a status line", "HTTP/1.1 200 ", "x".repeat(10_000), MORE_THAN_ACCEPTED),
				Arguments.of("a chunk size", CHUNKED, "0".repeat(10_000), MORE_THAN_ACCEPTED),
				Arguments.of("a chunk extension", CHUNKED + "1;x=", "y".repeat(10_000), MORE_THAN_ACCEPTED),
				Arguments.of("trailers", CHUNKED + "0\r\n", "X: y\r\n".repeat(1_000), MORE_THAN_ACCEPTED),
				Arguments.of("interim responses", "", "HTTP/1.1 102 Processing\r\n\r\n".repeat(100),
						"more than 20 interim responses (1xx)"));
	}

	@ParameterizedTest(name = "{0}: {1}")
	@MethodSource("endless")
	void whenSomethingThatMustEndDoesNotThenTheCallFails(ClientKind client, String what, String begin, String more,
			String words) {
		this.server.on("/odd", (peer) -> {
			peer.write(begin);
			for (int i = 0; i < 100; i++) {
				peer.write(more);
			}
		});
		assertThat(failure(application, client)).contains(words);
		application.assertClosed(1, CloseReason.ERROR);
		assertThat(answer(application, client, "/next")).isEqualTo("/next");
	}

	// Figures

	static Stream<Arguments> lengths() {
		return clients(Arguments.of("-1", INVALID), Arguments.of("9223372036854775808", INVALID),
				Arguments.of("1e3", INVALID), Arguments.of("0x10", INVALID), Arguments.of("1, 2", INVALID),
				Arguments.of("1\r\nContent-Length: 2", INVALID));
	}

	@ParameterizedTest(name = "{0}: {1}")
	@MethodSource("lengths")
	void whenTheLengthMakesNoSenseThenTheCallFails(ClientKind client, String length, String words) {
		this.server.on("/odd", OK + "Content-Length: " + length + "\r\n\r\nx");
		assertThat(failure(application, client)).contains(words);
		application.assertClosed(1, CloseReason.ERROR);
	}

	@ParameterizedTest
	@EnumSource
	void whenTheLengthIsTheLargestThenTheBodyIsReadUntilItBreaksOff(ClientKind client) {
		this.server.on("/odd", (peer) -> {
			peer.write(OK + "Content-Length: 9223372036854775807\r\n\r\nx");
			peer.end();
		});
		assertThat(failure(application, client)).contains("broke off after 1");
		application.assertClosed(1, CloseReason.SERVER_CLOSED_MID_RESPONSE);
	}

	static Stream<Arguments> absurdHeaders() {
		return clients(Arguments.of("Keep-Alive: timeout=99999999999999"),
				Arguments.of("Keep-Alive: timeout=-1, max=-1"), Arguments.of("Keep-Alive: timeout=soon; max, =,"),
				Arguments.of("Keep-Alive: " + "x".repeat(5_000)));
	}

	@ParameterizedTest(name = "{0}: {1}")
	@MethodSource("absurdHeaders")
	void whenAHeaderIsAbsurdThenTheResponseIsTheCallersAllTheSame(ClientKind client, String header) {
		this.server.on("/odd", OK + header + "\r\nContent-Length: 2\r\n\r\nok");
		assertThat(answer(application, client, "/odd")).isEqualTo("ok");
		application.awaitQuiet();
		assertThat(answer(application, client, "/next")).isEqualTo("/next");
		assertThat(this.server.connections()).isOne();
	}

	static Stream<Arguments> absurdPauses() {
		return clients(Arguments.of("99999999999999999999", false), Arguments.of("1e99", true),
				Arguments.of("-5", true), Arguments.of("Fri, 31 Dec 9999 23:59:59 GMT", false),
				Arguments.of("Fri, 31 Dec 999999999 23:59:59 GMT", false));
	}

	/**
	 * What is no pause is ignored, and nobody waits for one that is too long.
	 */
	@ParameterizedTest(name = "{0}: {1}")
	@MethodSource("absurdPauses")
	void whenTheServerAsksForAnAbsurdPauseThenTheCallIsTriedAgainSoonOrNot(ClientKind client, String pause,
			boolean again) {
		this.server.on("/odd", "HTTP/1.1 503 Busy\r\nRetry-After: " + pause + "\r\nContent-Length: 0\r\n\r\n");
		assertThat(failure(repeating, client)).contains("503");
		assertThat(this.server.requests()).hasSize(again ? 2 : 1);
	}

	// What a pool limits

	static Stream<Arguments> large() {
		String body = "x".repeat(1_001);
		return clients(Arguments.of("Content-Length", RawServer.ok(body)),
				Arguments.of("chunked", CHUNKED + "3e8\r\n" + "x".repeat(1_000) + "\r\n1\r\nx\r\n0\r\n\r\n"),
				Arguments.of("until the server closes", OK + "\r\n" + body));
	}

	@ParameterizedTest(name = "{0}: {1}")
	@MethodSource("large")
	void whenABodyIsLargerThanThePoolTakesThenTheCallFailsAndSaysSo(ClientKind client, String what, String response) {
		this.server.on("/odd", (peer) -> {
			peer.write(response);
			peer.readToEnd();
		});
		assertThat(failure(limited, client))
			.contains(this.server.uri("/").getAuthority() + " answered GET /odd (pool 'default') with a body that is "
					+ "larger than 1000 bytes (limits.max-response-size)");
		limited.assertClosed(1, CloseReason.ERROR);
	}

	@ParameterizedTest
	@EnumSource
	void whenABodyAnnouncesMoreThanThePoolTakesThenNobodyWaitsForIt(ClientKind client) {
		this.server.on("/odd", (peer) -> {
			peer.write(OK + "Content-Length: 1001\r\n\r\nx");
			peer.readToEnd();
		});
		assertThat(failure(limited, client)).contains("limits.max-response-size");
		limited.assertClosed(1, CloseReason.ERROR);
	}

	@Test
	void whenABodyThatIsStreamedTurnsOutTooLargeThenItsReaderLearnsWhy() {
		piecewise();
		RestClient client = limited.bean("httpPoolRestClient", RestClient.class);
		client.get().uri(this.server.uri("/odd")).exchange((request, response) -> {
			InputStream body = response.getBody();
			assertThat(body.readNBytes(600)).hasSize(600);
			assertThatIOException().isThrownBy(body::read).withMessageContaining("limits.max-response-size");
			return null;
		});
		limited.assertClosed(1, CloseReason.ERROR);
	}

	@Test
	void whenABodyThatIsPublishedTurnsOutTooLargeThenItsSubscriberLearnsWhy() {
		piecewise();
		WebClient client = limited.bean("httpPoolWebClient", WebClient.class);
		List<byte[]> pieces = new ArrayList<>();
		Throwable failure = catchThrowable(() -> client.get()
			.uri(this.server.uri("/odd"))
			.retrieve()
			.bodyToFlux(byte[].class)
			.doOnNext(pieces::add)
			.blockLast(PooledApplication.PATIENCE));
		assertThat(CallPair.messages(failure)).contains("limits.max-response-size");
		assertThat(pieces).singleElement().satisfies((piece) -> assertThat(piece).hasSize(600));
		limited.assertClosed(1, CloseReason.ERROR);
	}

	/**
	 * The second piece comes when the first has long been read.
	 */
	private void piecewise() {
		String piece = "258\r\n" + "x".repeat(600) + "\r\n";
		this.server.on("/odd", (peer) -> {
			peer.write(CHUNKED + piece);
			peer.pause(Duration.ofMillis(300));
			peer.write(piece);
			peer.readToEnd();
		});
	}

	@ParameterizedTest
	@EnumSource
	void whenABodyIsAsLargeAsThePoolTakesThenItIsTheCallers(ClientKind client) {
		String body = "x".repeat(1_000);
		this.server.on("/odd", RawServer.ok(body)).on("/next", CHUNKED + "3e8\r\n" + body + "\r\n0\r\n\r\n");
		assertThat(answer(limited, client, "/odd")).isEqualTo(body);
		limited.awaitQuiet();
		assertThat(answer(limited, client, "/next")).isEqualTo(body);
		assertThat(this.server.connections()).isOne();
	}

	@ParameterizedTest
	@EnumSource
	void whenAResponseWithoutABodyAnnouncesMuchThenItIsTheCallers(ClientKind client) {
		this.server.on("/odd", OK + "Content-Length: 5000\r\n\r\n");
		RequestEntity<?> head = new RequestEntity<>(HttpMethod.HEAD, this.server.uri("/odd"));
		assertThat(client.send(limited, head).join().getHeaders().getContentLength()).isEqualTo(5_000);
	}

	@ParameterizedTest
	@EnumSource
	void whenABodyDecompressesToMoreThanThePoolTakesThenTheCallFailsAndSaysSo(ClientKind client) {
		this.server.on("/odd", gzipped(5_001));
		assertThat(failure(limited, client))
			.contains("answered GET /odd (pool 'default') with a body that, decompressed, is larger than 5000 bytes "
					+ "(limits.max-decompressed-size)");
		limited.assertClosed(1, CloseReason.ERROR);
	}

	@ParameterizedTest
	@EnumSource
	void whenABodyDecompressesToAsMuchAsThePoolTakesThenItIsTheCallers(ClientKind client) {
		this.server.on("/odd", gzipped(5_000));
		assertThat(answer(limited, client, "/odd")).hasSize(5_000);
		limited.awaitQuiet();
		assertThat(answer(limited, client, "/odd")).hasSize(5_000);
		assertThat(this.server.connections()).isOne();
	}

	private static String gzipped(int length) {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
			gzip.write("x".repeat(length).getBytes(StandardCharsets.ISO_8859_1));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return OK + "Content-Encoding: gzip\r\nContent-Length: " + bytes.size() + "\r\n\r\n"
				+ bytes.toString(StandardCharsets.ISO_8859_1);
	}

	private String answer(PooledApplication on, ClientKind client, String path) {
		return CallPair.answer(client.send(on, new RequestEntity<>(HttpMethod.GET, this.server.uri(path))));
	}

	private String failure(PooledApplication on, ClientKind client) {
		return CallPair.failure(client.send(on, new RequestEntity<>(HttpMethod.GET, this.server.uri("/odd"))));
	}

	private static Stream<Arguments> clients(Arguments... cases) {
		return Stream.of(ClientKind.values())
			.flatMap((client) -> Stream.of(cases)
				.map((each) -> Arguments.of(Stream.concat(Stream.of(client), Stream.of(each.get())).toArray())));
	}

}
