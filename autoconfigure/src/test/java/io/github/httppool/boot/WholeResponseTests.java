package io.github.httppool.boot;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.GZIPOutputStream;

import io.github.httppool.CallOutcome;
import io.github.httppool.CloseReason;
import io.github.httppool.HttpPoolListener;
import io.netty.channel.Channel;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpMethod;
import org.springframework.http.RequestEntity;
import org.springframework.http.client.reactive.ClientHttpRequest;
import org.springframework.web.reactive.function.BodyInserter;
import org.springframework.web.reactive.function.BodyInserters;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A response that arrives whole is what the server answers, whatever becomes of its
 * request; one that does not never looks whole.
 */
@Timeout(60)
class WholeResponseTests {

	private static final String BODY = "x".repeat(1_000_000);

	private static final AtomicReference<Channel> channel = new AtomicReference<>();

	private static final List<CallOutcome> outcomes = new CopyOnWriteArrayList<>();

	@RegisterExtension
	static final PooledApplication application = new PooledApplication("httppool.pool.max-connections=1")
		.customizing((client) -> client.doOnRequest((request, connection) -> channel.set(connection.channel())))
		.listening(new HttpPoolListener() {

			@Override
			public void callEnded(CallEnded event) {
				outcomes.add(event.outcome());
			}

		});

	/** Has nothing between the codec and Reactor Netty's handler. */
	@RegisterExtension
	static final PooledApplication decodingNothing = new PooledApplication("httppool.pool.max-connections=1")
		.customizing((client) -> client.compress(false)
			.doOnRequest((request, connection) -> channel.set(connection.channel())));

	@RegisterExtension
	final ScriptedServer server = new ScriptedServer();

	private final Sinks.Many<DataBuffer> request = Sinks.many().unicast().onBackpressureBuffer();

	private final SlowReader reader = new SlowReader();

	@BeforeEach
	void forgetOutcomes() {
		outcomes.clear();
	}

	/**
	 * Reactor Netty ends the pieces of a request when its connection is closed, and what
	 * the application does next fails, before anybody hears of the close.
	 */
	@ParameterizedTest
	@EnumSource
	void whenTheServersCloseFailsTheRequestThenItsWholeResponseIsRead(Framing framing) {
		this.server.on("/upload", (peer) -> {
			peer.write(framing.response("Connection: close\r\n"));
			peer.end();
			peer.readToEnd();
		});
		post((message, context) -> message.writeWith(this.request.asFlux())
			.then(Mono.error(new IOException("failed by the close"))));
		this.reader.awaitFirst();
		assertThat(this.reader.readAll()).isEqualTo(BODY);
		assertEnded(CallOutcome.COMPLETED);
		application.assertClosed(1, CloseReason.NOT_PERSISTENT);
	}

	/**
	 * What is left of the request is neither asked for nor waited for, so it cannot fail
	 * the call.
	 */
	@ParameterizedTest
	@EnumSource(names = { "LENGTH", "CHUNKED", "GZIP" })
	void whenAWholeResponseIsReadThenItsRequestIsGivenUpAndTheConnectionClosed(Framing framing) {
		this.server.on("/upload", (peer) -> {
			peer.write(framing.response(""));
			peer.readToEnd();
		});
		post(BodyInserters.fromDataBuffers(this.request.asFlux()));
		assertThat(this.reader.readAll()).isEqualTo(BODY);
		assertThat(this.request.tryEmitError(new IOException("disk gone"))).isEqualTo(Sinks.EmitResult.FAIL_CANCELLED);
		assertEnded(CallOutcome.COMPLETED);
		assertThat(get("/next")).isEqualTo("/next");
		application.assertClosed(1, CloseReason.NOT_PERSISTENT);
		assertThat(this.server.connections()).isEqualTo(2);
	}

	/**
	 * All of the response may have arrived, but not all of it has been decoded.
	 */
	@ParameterizedTest
	@EnumSource(names = { "LENGTH", "CHUNKED", "GZIP" })
	void whenTheRequestFailsBeforeItsResponseIsWholeThenTheCallFails(Framing framing) {
		this.server.on("/upload", (peer) -> {
			peer.write(framing.response(""));
			peer.readToEnd();
		});
		post(BodyInserters.fromDataBuffers(this.request.asFlux()));
		this.reader.awaitFirst();
		this.request.tryEmitError(new IOException("disk gone")).orThrow();
		assertThat(this.reader.readToFailure()).contains("disk gone");
		assertEnded(CallOutcome.FAILED);
	}

	/**
	 * The rest of the response, and its end, come in the read whose first piece fails the
	 * request.
	 */
	@Test
	void whenAPieceOfTheResponseFailsTheRequestThenTheResponseDoesNotLookWhole() {
		this.server.on("/upload", (peer) -> {
			peer.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n1\r\nb\r\n0\r\n\r\n");
			peer.readToEnd();
		});
		Flux<DataBuffer> response = response(BodyInserters.fromDataBuffers(this.request.asFlux()))
			.doOnNext((piece) -> this.request.tryEmitError(new IOException("does not echo")));
		response.subscribe(this.reader);
		this.request.tryEmitNext(Upload.buffer("piece")).orThrow();
		this.reader.requestUnbounded();
		assertThat(this.reader.readToFailure()).contains("does not echo");
		assertEnded(CallOutcome.FAILED);
	}

	@Test
	void whenTheEncodedResponseIsCutShortAndTheRequestFailsThenTheCallFails() {
		byte[] encoded = gzip(BODY);
		String half = text(Arrays.copyOf(encoded, encoded.length / 2));
		this.server.on("/upload", (peer) -> {
			peer.write("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Encoding: gzip\r\nContent-Length: "
					+ half.length() + "\r\n\r\n" + half);
			peer.end();
			peer.readToEnd();
		});
		post((message, context) -> message.writeWith(this.request.asFlux())
			.then(Mono.error(new IOException("failed by the close"))));
		this.reader.awaitFirst();
		assertThat(this.reader.readToFailure()).contains("ended before its gzip encoding did");
	}

	@Test
	void whenAResponseIsGivenUpWhileItIsDecodedThenTheCallIsCancelled() {
		this.server.on("/upload", (peer) -> {
			peer.readBody();
			peer.write(Framing.GZIP.response(""));
			peer.readToEnd();
		});
		post(BodyInserters.fromValue("whole"));
		this.reader.awaitFirst();
		this.reader.cancel();
		assertEnded(CallOutcome.CANCELLED);
		application.assertClosed(1, CloseReason.CLIENT_CANCELLED);
	}

	/**
	 * Only the server's close ends a response without a length.
	 */
	@ParameterizedTest
	@EnumSource
	void whenThisSideClosesThenAResponseWithoutALengthDoesNotLookWhole(BodyClient client) {
		this.server.on("/endless", (peer) -> {
			peer.write("HTTP/1.1 200 OK\r\n\r\n" + "x".repeat(100_000));
			peer.readToEnd();
		});
		// Starts the application, which may take longer than a call.
		assertThat(decodingNothing.snapshot().active()).isZero();
		assertThat(CallPair.failure(ClientKind.onThreadOfItsOwn(() -> {
			client.read(decodingNothing, this.server.uri("/endless"), () -> channel.get().close());
			return null;
		}))).contains("/endless");
		decodingNothing.assertClosed(1, CloseReason.CLIENT_CANCELLED);
	}

	private void post(BodyInserter<?, ? super ClientHttpRequest> body) {
		response(body).subscribe(this.reader);
		this.request.tryEmitNext(Upload.buffer("piece"));
	}

	private Flux<DataBuffer> response(BodyInserter<?, ? super ClientHttpRequest> body) {
		return application.bean("httpPoolWebClient", WebClient.class)
			.post()
			.uri(this.server.uri("/upload"))
			.body(body)
			.retrieve()
			.bodyToFlux(DataBuffer.class);
	}

	private String get(String path) {
		return CallPair.answer(
				ClientKind.WEB_CLIENT.send(application, new RequestEntity<>(HttpMethod.GET, this.server.uri(path))));
	}

	private static void assertEnded(CallOutcome outcome) {
		PooledApplication.eventually("the call has ended", () -> assertThat(outcomes).containsExactly(outcome));
	}

	private static byte[] gzip(String content) {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
			gzip.write(content.getBytes(StandardCharsets.ISO_8859_1));
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
		return bytes.toByteArray();
	}

	private static String text(byte[] bytes) {
		return new String(bytes, StandardCharsets.ISO_8859_1);
	}

	/**
	 * How a server tells where a response ends.
	 */
	enum Framing {

		LENGTH("Content-Length: " + BODY.length() + "\r\n\r\n" + BODY),

		CHUNKED("Transfer-Encoding: chunked\r\n\r\n" + Integer.toHexString(BODY.length()) + "\r\n" + BODY
				+ "\r\n0\r\n\r\n"),

		GZIP("Content-Encoding: gzip\r\nContent-Length: " + gzip(BODY).length + "\r\n\r\n" + text(gzip(BODY))),

		CLOSE("\r\n" + BODY),

		GZIP_AND_CLOSE("Content-Encoding: gzip\r\n\r\n" + text(gzip(BODY)));

		private final String rest;

		Framing(String rest) {
			this.rest = rest;
		}

		String response(String header) {
			return "HTTP/1.1 200 OK\r\n" + header + this.rest;
		}

	}

}
