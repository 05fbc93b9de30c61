package io.github.httppool.boot;

import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

import io.github.httppool.RawServer;
import io.github.httppool.netty.ReactorHttpPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.RequestEntity;
import org.springframework.http.StreamingHttpOutputMessage;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A server that reads a head, and then neither reads nor answers: what the application
 * sends with is told to stop, and an upgrade ends as any call does.
 */
@Timeout(60)
class UnansweredTests {

	private static final int PIECE = 100_000;

	private final CountDownLatch over = new CountDownLatch(1);

	private final CountDownLatch stopped = new CountDownLatch(1);

	@RegisterExtension
	final ScriptedServer server = new ScriptedServer().onAny((peer) -> this.over.await());

	@RegisterExtension
	final PooledApplication writeIdle = new PooledApplication("httppool.timeouts.write-idle=300ms",
			"httppool.timeouts.total=0");

	@RegisterExtension
	final PooledApplication total = new PooledApplication("httppool.timeouts.total=2s");

	@AfterEach
	void letTheServerGo() {
		this.over.countDown();
	}

	@Test
	void whenAnUploadStallsThenTheThreadThatWritesItStops() {
		StreamingHttpOutputMessage.Body body = (out) -> {
			try {
				while (true) {
					out.write(new byte[PIECE]);
				}
			}
			finally {
				this.stopped.countDown();
			}
		};
		assertThat(failedUpload(this.writeIdle, ClientKind.REST_CLIENT, body)).contains("(timeouts.write-idle)");
		RawServer.awaitLatch(this.stopped);
	}

	@Test
	void whenAnUploadStallsThenItsPublisherIsCancelled() {
		Flux<DataBuffer> body = Flux.<DataBuffer>generate((sink) -> sink.next(Upload.buffer("x".repeat(PIECE))))
			.doOnCancel(this.stopped::countDown);
		assertThat(failedUpload(this.writeIdle, ClientKind.WEB_CLIENT, body)).contains("(timeouts.write-idle)");
		RawServer.awaitLatch(this.stopped);
	}

	/**
	 * It is the application that is waited for, not the server.
	 */
	@Test
	void whenAPublisherHasNothingToSendThenTheTotalLimitEndsTheCallAndCancelsIt() {
		Flux<DataBuffer> body = Flux.<DataBuffer>never().doOnCancel(this.stopped::countDown);
		assertThat(failedUpload(this.total, ClientKind.WEB_CLIENT, body))
			.contains("was not over within 2000 ms (timeouts.total): it was sending its request");
		RawServer.awaitLatch(this.stopped);
	}

	private String failedUpload(PooledApplication application, ClientKind client, Object body) {
		return CallPair.failure(client.send(application,
				new RequestEntity<>(body, HttpHeaders.EMPTY, HttpMethod.POST, this.server.uri("/upload"))));
	}

	@Test
	void whenAWebSocketHandshakeIsNotAnsweredThenTheTotalLimitEndsIt() {
		HttpClient client = ((ReactorHttpPool) this.total.pool()).httpClient();
		URI uri = URI.create(this.server.uri("/socket").toString().replace("http:", "ws:"));
		Mono<Void> socket = client.websocket().uri(uri).handle((in, out) -> Mono.<Void>never()).then();
		CompletableFuture<Void> call = socket.toFuture();
		assertThat(CallPair.failure(call.thenApply((nothing) -> null))).contains("timeouts.total");
	}

}
