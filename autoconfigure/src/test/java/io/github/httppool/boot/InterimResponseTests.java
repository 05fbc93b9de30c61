package io.github.httppool.boot;

import java.time.Duration;
import java.util.stream.Stream;

import io.github.httppool.CloseReason;
import io.github.httppool.RawServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.http.HttpMethod;
import org.springframework.http.RequestEntity;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Any number of interim responses (RFC 9110, 15.2) may come before the final one, which
 * alone is the answer.
 */
class InterimResponseTests extends OneConnection {

	private static final int LIMIT = 20;

	private static final String CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n";

	private static final String PROCESSING = "HTTP/1.1 102 Processing\r\n\r\n";

	private static final String EARLY_HINTS = "HTTP/1.1 103 Early Hints\r\nLink: </style.css>; rel=preload\r\n\r\n";

	@ParameterizedTest(name = "{0}")
	@MethodSource("interimResponses")
	void whenInterimResponsesComeInOneWriteWithTheFinalOneThenThatIsTheAnswer(String what, String interim) {
		get((peer) -> peer.write(interim + RawServer.ok("final"))).firstIsAnsweredWith("final")
			.nextIsAnsweredWith("/next");
		assertReused();
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("interimResponses")
	void whenInterimResponsesComeBeforeTheFinalOneThenThatIsTheAnswer(String what, String interim) {
		get((peer) -> {
			peer.write(interim);
			peer.pause(Duration.ofMillis(20));
			peer.write(RawServer.ok("final"));
		}).firstIsAnsweredWith("final").nextIsAnsweredWith("/next");
		assertReused();
	}

	static Stream<Arguments> interimResponses() {
		return Stream.of(Arguments.of("100", CONTINUE), Arguments.of("102", PROCESSING),
				Arguments.of("103", EARLY_HINTS), Arguments.of("199", "HTTP/1.1 199 Whatever\r\n\r\n"),
				Arguments.of("102, 103, 100, 103", PROCESSING + EARLY_HINTS + CONTINUE + EARLY_HINTS),
				Arguments.of("as many as allowed", PROCESSING.repeat(LIMIT)),
				Arguments.of("103 with a length", "HTTP/1.1 103 Early Hints\r\nContent-Length: 5\r\n\r\n"));
	}

	@Test
	void whenResponsesComeInManyWritesThenTheFinalOneIsTheAnswer() {
		get((peer) -> {
			for (String interim : new String[] { PROCESSING, EARLY_HINTS, CONTINUE, EARLY_HINTS }) {
				peer.write(interim);
				peer.pause(Duration.ofMillis(5));
			}
			peer.write(RawServer.ok("final"));
		}).firstIsAnsweredWith("final").nextIsAnsweredWith("/next");
		assertReused();
	}

	@Test
	void whenResponsesComeByteByByteThenTheFinalOneIsTheAnswer() {
		get((peer) -> peer.writeByteByByte(PROCESSING + EARLY_HINTS + RawServer.ok("final")))
			.firstIsAnsweredWith("final")
			.nextIsAnsweredWith("/next");
		assertReused();
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("finalResponses")
	void whenTheFinalResponseIsOfAnotherKindThenItIsTheAnswerToo(HttpMethod method, String response, String body) {
		call(new RequestEntity<>(method, this.server.uri("/odd")), (peer) -> {
			peer.readBody();
			peer.write(EARLY_HINTS);
			peer.pause(Duration.ofMillis(10));
			peer.write(response);
		}).firstIsAnsweredWith(body).nextIsAnsweredWith("/next");
		assertReused();
	}

	static Stream<Arguments> finalResponses() {
		return Stream.of(
				Arguments.of(HttpMethod.GET,
						"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nfinal\r\n0\r\n\r\n", "final"),
				Arguments.of(HttpMethod.GET, "HTTP/1.1 204 No Content\r\n\r\n", ""),
				Arguments.of(HttpMethod.HEAD, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", ""),
				Arguments.of(HttpMethod.POST, RawServer.ok("final"), "final"));
	}

	@ParameterizedTest(name = "{0}")
	@ValueSource(ints = { 100, 102, 103 })
	void whenThereAreTooManyThenTheCallFailsAndSaysSo(int status) {
		String interim = "HTTP/1.1 %d Interim\r\n\r\n".formatted(status);
		get((peer) -> peer.write(interim.repeat(LIMIT + 1) + RawServer.ok("final")))
			.firstFailsWith("interim|informational|1xx", "\\b" + LIMIT + "\\b")
			.nextIsAnsweredWith("/next");
		assertReplaced(CloseReason.ERROR);
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("brokenInterimResponses")
	void whenAnInterimResponseIsNotHttpThenTheCallFailsAtOnce(String what, String interim) {
		CallPair calls = get((peer) -> peer.write(interim + RawServer.ok("final")));
		assertThat(CallPair.failure(calls.first())).doesNotContain("no response");
		calls.nextIsAnsweredWith("/next");
		assertReplaced(CloseReason.ERROR);
	}

	static Stream<Arguments> brokenInterimResponses() {
		String head = "HTTP/1.1 103 Early Hints\r\n%s\r\n\r\n";
		return Stream.of(Arguments.of("with a header too large", head.formatted("Link: " + "x".repeat(20_000))),
				Arguments.of("with two lengths", head.formatted("Content-Length: 3\r\nContent-Length: 6")),
				Arguments.of("with a length that is no number", head.formatted("Content-Length: abc")),
				Arguments.of("with a header without a name", head.formatted(": </style.css>; rel=preload")));
	}

	@ParameterizedTest(name = "{0}")
	@ValueSource(strings = { "HTTP/1.1 101 Switching Protocols\r\n\r\n",
			"HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n",
			"HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
					+ "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n" })
	void whenTheServerSwitchesProtocolsUnaskedThenTheCallFails(String response) {
		get((peer) -> peer.write(response)).firstFailsWith("101").nextIsAnsweredWith("/next");
		assertReplaced(CloseReason.ERROR);
	}

	@Test
	void whenTheServerSwitchesProtocolsUnaskedAndAnswersThenTheCallFails() {
		get((peer) -> peer.write("HTTP/1.1 101 Switching Protocols\r\n\r\n" + RawServer.ok("final")))
			.firstFailsWith("101")
			.nextIsAnsweredWith("/next");
		assertReplaced(CloseReason.ERROR);
	}

}
