package io.github.httppool.boot;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.github.httppool.CloseReason;
import io.github.httppool.RawServer;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Flux;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.RequestEntity;
import org.springframework.http.ResponseEntity;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A request has exactly as many bytes as it announces. Otherwise the call fails at once
 * and says both figures, and its connection is closed before the server can take what is
 * too much for another request, or wait for what is missing.
 */
class RequestLengthTests {

	private static final Semaphore requestsSent = new Semaphore(0);

	private static final String EVIL = "GET /evil HTTP/1.1\r\nHost: evil.example\r\n\r\n";

	@TempDir
	Path directory;

	@RegisterExtension
	final ScriptedServer server = new ScriptedServer();

	@RegisterExtension
	static final PooledApplication application = new PooledApplication("httppool.pool.max-connections=1")
		.customizing((client) -> client.doAfterRequest((request, connection) -> requestsSent.release()));

	static Stream<Arguments> uploads() {
		return Stream.of(Upload.values())
			.flatMap((upload) -> Stream.of(20, 70_000, 1_000_000).map((length) -> Arguments.of(upload, length)));
	}

	// Too much

	@ParameterizedTest(name = "{0} of {1}")
	@MethodSource("uploads")
	void whenABodyIsLongerThanAnnouncedThenTheCallFailsAtOnce(Upload upload, int announced) {
		this.server.on("/upload", ScriptedServer.Peer::readToEnd);
		String failure = CallPair.failure(tooLong(upload, announced));
		assertThat(figures(failure)).contains((long) announced).anyMatch((figure) -> figure > announced);
		assertThatTheNextCallIsFine(upload);
		assertThatNothingWasSmuggled();
	}

	/**
	 * The server answers as soon as it has the bytes announced, and would answer the rest
	 * as well.
	 */
	@ParameterizedTest(name = "{0} of {1}")
	@MethodSource("uploads")
	void whenABodyIsLongerThanAnnouncedThenTheNextCallerGetsItsOwnAnswer(Upload upload, int announced) {
		CallPair.awaitEnd(tooLong(upload, announced));
		assertThatTheNextCallIsFine(upload);
		assertThatNothingWasSmuggled();
	}

	@ParameterizedTest(name = "{0} of {1}")
	@MethodSource("uploads")
	void whenABodyIsLongerThanAnnouncedThenACallerThatWaitsGetsItsOwnAnswer(Upload upload, int announced) {
		CountDownLatch queued = new CountDownLatch(1);
		this.server.on("/first", (peer) -> {
			RawServer.awaitLatch(queued);
			peer.echo();
		});
		CompletableFuture<ResponseEntity<String>> first = get(upload.client(), "/first");
		application.awaitCall();
		CompletableFuture<ResponseEntity<String>> call = tooLong(upload, announced);
		PooledApplication.eventually("the upload waits, or has failed",
				() -> assertThat(call.isDone() || application.snapshot().pending() == 1).isTrue());
		int ahead = application.snapshot().pending();
		CompletableFuture<ResponseEntity<String>> next = get(upload.client(), "/next");
		PooledApplication.eventually("the next call waits",
				() -> assertThat(application.snapshot().pending()).isEqualTo(ahead + 1));
		queued.countDown();
		assertThat(CallPair.answer(first)).isEqualTo("/first");
		CallPair.awaitEnd(call);
		assertThat(CallPair.answer(next)).isEqualTo("/next");
		assertThatNothingWasSmuggled();
	}

	private CompletableFuture<ResponseEntity<String>> tooLong(Upload upload, int announced) {
		return upload.send(application, this.server.uri("/upload"), "x".repeat(announced) + EVIL, announced,
				this.directory);
	}

	// Too little

	@ParameterizedTest(name = "{0} of {1}")
	@MethodSource("uploads")
	void whenABodyIsShorterThanAnnouncedThenTheCallFailsAtOnce(Upload upload, int announced) {
		int sent = announced - 10;
		String failure = CallPair
			.failure(upload.send(application, this.server.uri("/upload"), "x".repeat(sent), announced, this.directory));
		assertThat(figures(failure)).contains((long) announced, (long) sent);
		assertThatTheNextCallIsFine(upload);
	}

	@ParameterizedTest
	@EnumSource
	void whenThereIsNoBodyThoughOneIsAnnouncedThenTheCallFailsAtOnce(ClientKind client) {
		HttpHeaders headers = new HttpHeaders();
		headers.setContentLength(10);
		String failure = CallPair.failure(
				client.send(application, new RequestEntity<>(headers, HttpMethod.GET, this.server.uri("/upload"))));
		assertThat(figures(failure)).contains(10L, 0L);
		assertThat(CallPair.answer(get(client, "/next"))).isEqualTo("/next");
	}

	/**
	 * Which of the two is left out is nobody's business, but both must not be sent (RFC
	 * 9112, 6.2).
	 */
	@ParameterizedTest
	@EnumSource
	void whenARequestHasBothLengthAndEncodingThenOneIsSentAtMost(ClientKind client) {
		HttpHeaders headers = new HttpHeaders();
		headers.setContentLength(5);
		headers.set(HttpHeaders.TRANSFER_ENCODING, "chunked");
		CallPair.awaitEnd(client.send(application,
				new RequestEntity<>("hello", headers, HttpMethod.POST, this.server.uri("/upload"))));
		assertThat(CallPair.answer(get(client, "/next"))).isEqualTo("/next");
		assertThat(this.server.requests()).doesNotContain("GET /evil").contains("GET /next");
		assertThat(this.server.received(0).toLowerCase(Locale.ROOT)).satisfiesAnyOf(
				(received) -> assertThat(received).doesNotContain("content-length:"),
				(received) -> assertThat(received).doesNotContain("transfer-encoding:"));
	}

	// Exactly enough

	/**
	 * The server answers when the client has sent the end of the request, too: an answer
	 * before that costs the connection.
	 */
	@ParameterizedTest(name = "{0} of {1}")
	@MethodSource("uploads")
	void whenABodyIsAsLongAsAnnouncedThenItsConnectionServesAgain(Upload upload, int announced) {
		requestsSent.drainPermits();
		this.server.on("/upload", (peer) -> {
			peer.readBody();
			assertThat(requestsSent.tryAcquire(PooledApplication.PATIENCE.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
			peer.write(RawServer.ok("/upload"));
		});
		assertThat(CallPair.answer(
				upload.send(application, this.server.uri("/upload"), "x".repeat(announced), announced, this.directory)))
			.isEqualTo("/upload");
		assertThat(CallPair.answer(get(upload.client(), "/next"))).isEqualTo("/next");
		application.assertClosed(0);
		assertThat(this.server.connections()).isOne();
		assertThat(this.server.received(0)).contains("x".repeat(announced)).doesNotContain("x".repeat(announced + 1));
	}

	@ParameterizedTest
	@EnumSource
	void whenABodyIsEmptyAndSaysSoThenItsConnectionServesAgain(ClientKind client) {
		HttpHeaders headers = new HttpHeaders();
		headers.setContentLength(0);
		assertThat(CallPair.answer(
				client.send(application, new RequestEntity<>(headers, HttpMethod.POST, this.server.uri("/upload")))))
			.isEqualTo("/upload");
		assertThat(CallPair.answer(get(client, "/next"))).isEqualTo("/next");
		application.assertClosed(0);
	}

	/**
	 * What is still to be sent would come before the next request.
	 */
	@ParameterizedTest(name = "{0}")
	@EnumSource
	void whenTheAnswerComesBeforeTheRequestIsSentThenItsConnectionIsClosed(NextCall nextCall) {
		Flux<DataBuffer> endless = Flux.just(Upload.buffer("beginning")).concatWith(Flux.never());
		HttpHeaders headers = new HttpHeaders();
		headers.setContentLength(1000);
		this.server.on("/upload", nextCall.holding(application, (peer) -> peer.write(RawServer.ok("enough"))));
		nextCall
			.make(application,
					() -> ClientKind.WEB_CLIENT.send(application,
							new RequestEntity<>(endless, headers, HttpMethod.POST, this.server.uri("/upload"))),
					() -> get(ClientKind.WEB_CLIENT, "/next"))
			.firstIsAnsweredWith("enough")
			.nextIsAnsweredWith("/next");
		application.assertClosed(1, CloseReason.ERROR, CloseReason.NOT_PERSISTENT);
		assertThat(this.server.connections()).isEqualTo(2);
	}

	/**
	 * The surplus comes when the answer may be there.
	 */
	@ParameterizedTest
	@EnumSource
	void whenMoreIsPublishedAMomentLaterThenItIsNeverSent(NextCall nextCall) {
		Flux<DataBuffer> body = Flux
			.concat(Flux.just("hello"), Flux.just(EVIL).delaySubscription(Duration.ofMillis(30)))
			.map(Upload::buffer);
		HttpHeaders headers = new HttpHeaders();
		headers.setContentLength(5);
		this.server.on("/upload", nextCall.holding(application, ScriptedServer.Peer::echo));
		CallPair calls = nextCall.make(application,
				() -> ClientKind.WEB_CLIENT.send(application,
						new RequestEntity<>(body, headers, HttpMethod.POST, this.server.uri("/upload"))),
				() -> get(ClientKind.WEB_CLIENT, "/next"));
		CallPair.awaitEnd(calls.first());
		calls.nextIsAnsweredWith("/next");
		application.assertClosed(1, CloseReason.ERROR, CloseReason.NOT_PERSISTENT);
		assertThat(this.server.requests()).doesNotContain("GET /evil");
	}

	private void assertThatNothingWasSmuggled() {
		assertThat(this.server.requests()).doesNotContain("GET /evil");
		assertThat(this.server.received(0)).doesNotContain("/evil");
	}

	/**
	 * A body that fits into memory is known before a connection is needed; another one
	 * has broken its connection.
	 */
	private void assertThatTheNextCallIsFine(Upload upload) {
		application.awaitQuiet();
		assertThat(CallPair.answer(get(upload.client(), "/next"))).isEqualTo("/next");
		if (this.server.requests().equals(List.of("GET /next"))) {
			application.assertClosed(this.server.connections() - 1, CloseReason.ERROR);
		}
		else {
			assertThat(this.server.connections()).isEqualTo(2);
			application.assertClosed(1, CloseReason.ERROR);
		}
	}

	private CompletableFuture<ResponseEntity<String>> get(ClientKind client, String path) {
		return client.send(application, new RequestEntity<>(HttpMethod.GET, this.server.uri(path)));
	}

	/**
	 * The numbers in a message, with or without separators of thousands.
	 */
	private static List<Long> figures(String message) {
		return Pattern.compile("\\b\\d{1,3}(,\\d{3})+\\b|\\b\\d+\\b")
			.matcher(message)
			.results()
			.map((figure) -> Long.valueOf(figure.group().replace(",", "")))
			.toList();
	}

}
