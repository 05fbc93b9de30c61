package io.github.httppool.boot;

import io.github.httppool.CloseReason;
import io.github.httppool.RawServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.RequestEntity;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * When either side says {@code close}, the connection is closed after the response (RFC
 * 9112, 9.6), and that is the reason.
 */
class CloseHeaderTests extends OneConnection {

	@ParameterizedTest(name = "Connection: {0}")
	@ValueSource(strings = { "close", "Close", "CLOSE", "keep-alive, close", "close, TE", "keep-alive,close" })
	void whenTheRequestSaysCloseThenTheConnectionIsClosed(String value) {
		HttpHeaders headers = new HttpHeaders();
		headers.set(HttpHeaders.CONNECTION, value);
		call(headers, RawServer.ok("bye")).firstIsAnsweredWith("bye").nextIsAnsweredWith("/next");
		assertThat(this.server.received(0)).containsIgnoringCase("connection: " + value);
		assertReplaced(CloseReason.NOT_PERSISTENT);
	}

	@Test
	void whenOneOfTheFieldsOfTheRequestSaysCloseThenTheConnectionIsClosed() {
		HttpHeaders headers = new HttpHeaders();
		headers.add(HttpHeaders.CONNECTION, "keep-alive");
		headers.add(HttpHeaders.CONNECTION, "close");
		call(headers, RawServer.ok("bye")).firstIsAnsweredWith("bye").nextIsAnsweredWith("/next");
		assertReplaced(CloseReason.NOT_PERSISTENT);
	}

	@ParameterizedTest(name = "{0}")
	@ValueSource(strings = { "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 3\r\n\r\nbye",
			"HTTP/1.1 200 OK\r\nConnection: Close\r\nContent-Length: 3\r\n\r\nbye",
			"HTTP/1.1 200 OK\r\nConnection: keep-alive, close\r\nContent-Length: 3\r\n\r\nbye",
			"HTTP/1.1 200 OK\r\nConnection: keep-alive\r\nConnection: close\r\nContent-Length: 3\r\n\r\nbye",
			"HTTP/1.1 200 OK\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nbye\r\n0\r\n\r\n",
			"HTTP/1.0 200 OK\r\nContent-Length: 3\r\n\r\nbye",
			"HTTP/1.0 200 OK\r\nConnection: close\r\nContent-Length: 3\r\n\r\nbye" })
	void whenTheResponseSaysCloseThenTheConnectionIsClosed(String response) {
		call(new HttpHeaders(), response).firstIsAnsweredWith("bye").nextIsAnsweredWith("/next");
		assertReplaced(CloseReason.NOT_PERSISTENT);
	}

	@Test
	void whenAResponseWithoutABodySaysCloseThenTheConnectionIsClosed() {
		call(new HttpHeaders(), "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n").firstIsAnsweredWith("")
			.nextIsAnsweredWith("/next");
		assertReplaced(CloseReason.NOT_PERSISTENT);
	}

	@Test
	void whenAnInterimResponseSaysCloseThenTheAnswerStillComes() {
		call(new HttpHeaders(), "HTTP/1.1 103 Early Hints\r\nConnection: close\r\n\r\n" + RawServer.ok("bye"))
			.firstIsAnsweredWith("bye")
			.nextIsAnsweredWith("/next");
	}

	@ParameterizedTest(name = "{0}")
	@ValueSource(strings = { "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 3\r\n\r\nbye",
			"HTTP/1.1 200 OK\r\nConnection: keep-alive\r\nContent-Length: 3\r\n\r\nbye",
			"HTTP/1.1 200 OK\r\nConnection: closed-for-lunch\r\nContent-Length: 3\r\n\r\nbye",
			"HTTP/1.1 200 OK\r\nX-Connection: close\r\nContent-Length: 3\r\n\r\nbye" })
	void whenNobodySaysCloseThenTheConnectionServesAgain(String response) {
		call(new HttpHeaders(), response).firstIsAnsweredWith("bye").nextIsAnsweredWith("/next");
		assertReused();
	}

	/**
	 * A body that ends with the connection does not leave one to be used again.
	 */
	@ParameterizedTest(name = "{0}")
	@ValueSource(strings = { "HTTP/1.1 200 OK\r\n\r\nbye", "HTTP/1.0 200 OK\r\n\r\nbye" })
	void whenABodyEndsWithTheConnectionThenItIsTheAnswer(String response) {
		get((peer) -> {
			peer.write(response);
			peer.end();
		}).firstIsAnsweredWith("bye").nextIsAnsweredWith("/next");
		assertReplaced(CloseReason.NOT_PERSISTENT);
	}

	private CallPair call(HttpHeaders headers, String response) {
		return call(headers, (peer) -> peer.write(response));
	}

	private CallPair call(HttpHeaders headers, ScriptedServer.Script answer) {
		return call(new RequestEntity<>(headers, HttpMethod.GET, this.server.uri("/odd")), answer);
	}

}
