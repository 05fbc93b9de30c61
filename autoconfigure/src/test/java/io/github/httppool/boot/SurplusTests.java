package io.github.httppool.boot;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import io.github.httppool.CloseReason;
import io.github.httppool.RawServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.http.HttpMethod;
import org.springframework.http.RequestEntity;
import org.springframework.http.ResponseEntity;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An answer and what follows it, each in a write of its own, which the event loop finds
 * together, or one after the other while the connection is idle. Plain and over TLS,
 * where each write is a record.
 */
@ParameterizedClass(name = "{0}, next call {1}")
@MethodSource("calls")
class SurplusTests {

	private static final String POISON = RawServer.ok("POISON");

	private static final EventLoopGate eventLoop = new EventLoopGate();

	@RegisterExtension
	final ScriptedServer plainServer = new ScriptedServer();

	@RegisterExtension
	final ScriptedServer tlsServer = ScriptedServer.overTls();

	@RegisterExtension
	static final PooledApplication application = new PooledApplication("httppool.pool.max-connections=1",
			"httppool.event-loops=1")
		.with(TestCertificate.trusted())
		.customizing(eventLoop::watching);

	@Parameter(0)
	ClientKind client;

	@Parameter(1)
	NextCall nextCall;

	static Stream<Arguments> calls() {
		return NextCall.ofEveryClient();
	}

	@ParameterizedTest(name = "over TLS: {0}")
	@ValueSource(booleans = { false, true })
	void whenTheAnswerIsReadTogetherWithAnotherOneThenItsConnectionIsClosed(boolean tls) {
		assertThatNextIsNotPoisoned(tls, RawServer.ok("abc"), POISON);
	}

	@ParameterizedTest(name = "over TLS: {0}")
	@ValueSource(booleans = { false, true })
	void whenTheAnswerIsReadTogetherWithAnEmptyLineThenItsConnectionIsClosed(boolean tls) {
		assertThatNextIsNotPoisoned(tls, RawServer.ok("abc"), "\r\n");
	}

	@ParameterizedTest(name = "over TLS: {0}")
	@ValueSource(booleans = { false, true })
	void whenTheAnswerIsReadTogetherWithTheBeginningOfALineThenItsConnectionIsClosed(boolean tls) {
		assertThatNextIsNotPoisoned(tls, RawServer.ok("abc"), "HT");
	}

	@ParameterizedTest(name = "over TLS: {0}")
	@ValueSource(booleans = { false, true })
	void whenSeveralAnswersAreReadTogetherThenTheConnectionIsClosed(boolean tls) {
		assertThatNextIsNotPoisoned(tls, RawServer.ok("abc"), POISON, POISON, POISON);
	}

	@ParameterizedTest(name = "over TLS: {0}")
	@ValueSource(booleans = { false, true })
	void whenAnAnswerInPiecesIsReadAtOnceThenItsConnectionServesAgain(boolean tls) {
		call(tls, "HTTP/1.1 200 OK\r\n", "Content-Length: 3\r\n\r\n", "ab", "c").firstIsAnsweredWith("abc")
			.nextIsAnsweredWith("/next");
		application.assertClosed(0);
		assertThat(server(tls).connections()).isOne();
	}

	@Test
	void whenTheSurplusComesWhileTheConnectionIsIdleThenItIsClosed() {
		ScriptedServer server = this.plainServer.on("/odd", (peer) -> {
			peer.write(RawServer.ok("abc"));
			application.awaitQuiet();
			peer.pause(Duration.ofMillis(5));
			peer.write(POISON);
		});
		assertThat(CallPair.answer(send(server, "/odd"))).isEqualTo("abc");
		application.assertClosed(1, CloseReason.ERROR);
		assertThat(CallPair.answer(send(server, "/next"))).isEqualTo("/next");
		assertThat(server.connections()).isEqualTo(2);
	}

	private void assertThatNextIsNotPoisoned(boolean tls, String... writes) {
		call(tls, writes).firstIsAnsweredWith("abc").nextIsAnsweredWith("/next");
		application.assertClosed(1, CloseReason.ERROR);
		assertThat(server(tls).connections()).isEqualTo(2);
		assertThat(server(tls).requests()).containsExactly("GET /odd", "GET /next");
	}

	private CallPair call(boolean tls, String... writes) {
		ScriptedServer server = server(tls).on("/odd", this.nextCall.holding(application, (peer) -> {
			eventLoop.close();
			for (String write : writes) {
				peer.write(write);
				peer.pause(Duration.ofMillis(2));
			}
			eventLoop.open();
		}));
		return this.nextCall.make(application, () -> send(server, "/odd"), () -> send(server, "/next"));
	}

	private ScriptedServer server(boolean tls) {
		return tls ? this.tlsServer : this.plainServer;
	}

	private CompletableFuture<ResponseEntity<String>> send(ScriptedServer server, String path) {
		return this.client.send(application, new RequestEntity<>(HttpMethod.GET, server.uri(path)));
	}

}
