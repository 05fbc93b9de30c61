package io.github.httppool.boot;

import java.time.Duration;
import java.util.stream.Stream;

import io.github.httppool.CloseReason;
import io.github.httppool.RawServer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.http.HttpMethod;
import org.springframework.http.RequestEntity;

/**
 * When a connection may serve again: only if the answer has ended by its own framing,
 * nothing was read beyond its end, and its framing leaves no doubt. Otherwise it is
 * closed, and the next call gets another one.
 */
class ReuseTests extends OneConnection {

	/** What a server must not get anybody to take for an answer. */
	private static final String POISON = "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nPOISON";

	private static final Duration MOMENT = Duration.ofMillis(30);

	// Bytes beyond the end

	@ParameterizedTest(name = "{0}")
	@MethodSource("surplus")
	void whenMoreIsReadThanTheAnswerThenItsConnectionIsClosed(String what, String answer, String surplus) {
		get((peer) -> peer.write(answer + surplus)).firstIsAnsweredWith(body(answer)).nextIsAnsweredWith("/next");
		assertReplaced(CloseReason.ERROR);
	}

	static Stream<Arguments> surplus() {
		String chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n";
		String trailers = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nX-Sum: 1\r\n\r\n";
		String empty = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
		String notModified = "HTTP/1.1 304 Not Modified\r\nETag: \"1\"\r\n\r\n";
		String noContent = "HTTP/1.1 204 No Content\r\n\r\n";
		return Stream.of(Arguments.of("two answers in a write", RawServer.ok("abc"), POISON),
				Arguments.of("three answers in a write", RawServer.ok("abc"), POISON + POISON),
				Arguments.of("a large answer and another one", RawServer.ok("x".repeat(70_000)), POISON),
				Arguments.of("an answer and the beginning of a status line", RawServer.ok("abc"), "HTTP/1.1 20"),
				Arguments.of("an answer and the beginning of a head", RawServer.ok("abc"),
						"HTTP/1.1 200 OK\r\nContent"),
				Arguments.of("an answer and an empty line", RawServer.ok("abc"), "\r\n"),
				Arguments.of("an answer and a space", RawServer.ok("abc"), " "),
				Arguments.of("an answer and an interim one", RawServer.ok("abc"), "HTTP/1.1 102 Processing\r\n\r\n"),
				Arguments.of("more than Content-Length", RawServer.ok("abc"), "123"),
				Arguments.of("more than the chunks", chunked, POISON),
				Arguments.of("an empty line after the chunks", chunked, "\r\n"),
				Arguments.of("more than the trailers", trailers, POISON),
				Arguments.of("more than Content-Length: 0", empty, POISON),
				Arguments.of("more than a 304", notModified, POISON),
				Arguments.of("more than a 204", noContent, POISON));
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("answersToHead")
	void whenAHeadRequestIsAnsweredWithABodyThenItsConnectionIsClosed(String what, String head, String body) {
		call(new RequestEntity<>(HttpMethod.HEAD, this.server.uri("/odd")), HttpMethod.POST,
				(peer) -> peer.write(head + body))
			.firstIsAnsweredWith("")
			.nextIsAnsweredWith("/next");
		assertReplaced(CloseReason.ERROR);
	}

	static Stream<Arguments> answersToHead() {
		String length = "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n";
		String chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
		return Stream.of(Arguments.of("with a length", length, "abcdef"),
				Arguments.of("chunked", chunked, "3\r\nabc\r\n0\r\n\r\n"),
				Arguments.of("that is an answer", length, POISON));
	}

	// Framing that leaves doubts

	@ParameterizedTest(name = "{0}")
	@MethodSource("noContentWithABody")
	void whenA204AnnouncesABodyThenItsConnectionIsClosed(String what, String head, String body) {
		get((peer) -> peer.write(head + body)).firstIsAnsweredWith("").nextIsAnsweredWith("/next");
		assertReplaced(CloseReason.ERROR, CloseReason.NOT_PERSISTENT);
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("noContentWithABody")
	void whenA204AnnouncesABodyThatComesAMomentLaterThenItsConnectionIsClosed(String what, String head, String body) {
		get((peer) -> {
			peer.write(head);
			peer.pause(MOMENT);
			peer.write(body);
		}).firstIsAnsweredWith("").nextIsAnsweredWith("/next");
		assertReplaced(CloseReason.ERROR, CloseReason.NOT_PERSISTENT);
	}

	static Stream<Arguments> noContentWithABody() {
		String length = "HTTP/1.1 204 No Content\r\nContent-Length: 12\r\n\r\n";
		String chunked = "HTTP/1.1 204 No Content\r\nTransfer-Encoding: chunked\r\n\r\n";
		String long12 = "HTTP/1.1 204 No Content\r\nContent-Length: " + POISON.length() + "\r\n\r\n";
		return Stream.of(Arguments.of("of 12 bytes", length, "BADBADBADBAD"),
				Arguments.of("that is the beginning of an answer", length, "HTTP/1.1 200"),
				Arguments.of("that is an answer", long12, POISON),
				Arguments.of("in chunks", chunked, "3\r\nBAD\r\n0\r\n\r\n"),
				Arguments.of("in no chunks", chunked, "0\r\n\r\n"), Arguments.of("that does not come", length, ""));
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("notModifiedWithABody")
	void whenA304HasABodyThenItsConnectionIsClosed(String what, String head, String body) {
		get((peer) -> peer.write(head + body)).firstIsAnsweredWith("").nextIsAnsweredWith("/next");
		assertReplaced(CloseReason.ERROR);
	}

	static Stream<Arguments> notModifiedWithABody() {
		String length = "HTTP/1.1 304 Not Modified\r\nContent-Length: 12\r\n\r\n";
		String chunked = "HTTP/1.1 304 Not Modified\r\nTransfer-Encoding: chunked\r\n\r\n";
		return Stream.of(Arguments.of("of 12 bytes", length, "BADBADBADBAD"),
				Arguments.of("that is the beginning of an answer", length, "HTTP/1.1 200"),
				Arguments.of("in chunks", chunked, "3\r\nBAD\r\n0\r\n\r\n"));
	}

	/**
	 * Whether the first call is answered or fails is left open; what matters is that
	 * nobody else suffers.
	 */
	@ParameterizedTest(name = "{0}")
	@MethodSource("contradictoryLengths")
	void whenLengthsContradictEachOtherThenTheConnectionIsClosed(String fields, String body) {
		CallPair calls = get((peer) -> peer.write("HTTP/1.1 200 OK\r\n" + fields + "\r\n" + body));
		CallPair.awaitEnd(calls.first());
		calls.nextIsAnsweredWith("/next");
		assertReplaced(CloseReason.ERROR, CloseReason.NOT_PERSISTENT);
	}

	static Stream<Arguments> contradictoryLengths() {
		String chunks = "3\r\nabc\r\n0\r\n\r\n";
		return Stream.of(Arguments.of("Content-Length: 3\r\nTransfer-Encoding: chunked\r\n", chunks),
				Arguments.of("Transfer-Encoding: chunked\r\nContent-Length: 13\r\n", chunks),
				Arguments.of("Content-Length: 3\r\nContent-Length: 6\r\n", "abcdef"),
				Arguments.of("Content-Length: 3, 6\r\n", "abcdef"), Arguments.of("Content-Length: 3, 3\r\n", "abc"),
				Arguments.of("Content-Length: 3\r\nContent-Length: 3\r\n", "abc"),
				Arguments.of("Content-Length: -3\r\n", "abc"), Arguments.of("Content-Length: +3\r\n", "abc"),
				Arguments.of("Content-Length: 0x3\r\n", "abc"), Arguments.of("Content-Length: \r\n", "abc"),
				Arguments.of("Content-Length: 99999999999999999999\r\n", "abc"));
	}

	@ParameterizedTest(name = "{0}")
	@ValueSource(strings = { "abc", "3, 6", "-3", "0x3", "99999999999999999999" })
	void whenALengthIsNoLengthThenTheConnectionIsClosedAsBroken(String length) {
		CallPair calls = get((peer) -> peer.write("HTTP/1.1 200 OK\r\nContent-Length: " + length + "\r\n\r\nabc"));
		CallPair.awaitEnd(calls.first());
		calls.nextIsAnsweredWith("/next");
		assertReplaced(CloseReason.ERROR);
	}

	/**
	 * The body of such an answer ends with the connection, whatever its length is said to
	 * be (RFC 9112, 6.3).
	 */
	@ParameterizedTest(name = "{0}")
	@ValueSource(strings = { "gzip", "chunked, gzip", "identity" })
	void whenABodyIsEncodedButNotChunkedThenItsConnectionIsClosed(String encoding) {
		CallPair calls = get((peer) -> {
			peer.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: " + encoding + "\r\nContent-Length: 3\r\n\r\nabc");
			peer.pause(MOMENT);
			peer.end();
		});
		CallPair.awaitEnd(calls.first());
		calls.nextIsAnsweredWith("/next");
		assertReplaced(CloseReason.ERROR, CloseReason.NOT_PERSISTENT);
	}

	// What is in order

	@ParameterizedTest(name = "{0}")
	@MethodSource("cleanAnswers")
	void whenAnAnswerIsInOrderThenItsConnectionServesAgain(HttpMethod method, String head, String body) {
		call(new RequestEntity<>(method, this.server.uri("/odd")), HttpMethod.GET, (peer) -> {
			peer.readBody();
			peer.write(head);
			peer.write(body);
		}).nextIsAnsweredWith("/next");
		assertReused();
	}

	static Stream<Arguments> cleanAnswers() {
		return Stream.of(Arguments.of(HttpMethod.GET, "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n", "abc"),
				Arguments.of(HttpMethod.GET, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", ""),
				Arguments.of(HttpMethod.GET, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
						"3\r\nabc\r\n0\r\n\r\n"),
				Arguments.of(HttpMethod.GET, "HTTP/1.1 204 No Content\r\n\r\n", ""),
				Arguments.of(HttpMethod.GET, "HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n", ""),
				Arguments.of(HttpMethod.GET, "HTTP/1.1 304 Not Modified\r\n\r\n", ""),
				Arguments.of(HttpMethod.GET, "HTTP/1.1 304 Not Modified\r\nContent-Length: 12\r\n\r\n", ""),
				Arguments.of(HttpMethod.HEAD, "HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\n", ""),
				Arguments.of(HttpMethod.HEAD, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", ""),
				Arguments.of(HttpMethod.HEAD, "HTTP/1.1 200 OK\r\n\r\n", ""),
				Arguments.of(HttpMethod.POST, "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n", "abc"));
	}

	private static String body(String answer) {
		if (answer.contains("chunked")) {
			return "abc";
		}
		return answer.substring(answer.indexOf("\r\n\r\n") + 4);
	}

}
