package io.github.httppool.boot;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.httppool.CloseReason;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Flux;
import reactor.netty.http.client.HttpClient;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpMethod;
import org.springframework.http.RequestEntity;
import org.springframework.http.ResponseEntity;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A call makes one request. Whether to try again is not Reactor Netty's business, which
 * by default tries a second time when a connection seems to have been reset.
 */
class SentOnceTests {

	private static final String RESET = "Connection reset by peer";

	private static final AtomicInteger attempts = new AtomicInteger();

	private static volatile boolean resetting;

	@RegisterExtension
	final ScriptedServer server = new ScriptedServer();

	@RegisterExtension
	static final PooledApplication application = new PooledApplication("httppool.pool.max-connections=1")
		.customizing(SentOnceTests::resetting);

	private static HttpClient resetting(HttpClient client) {
		return client.doOnRequest((request, connection) -> {
			attempts.incrementAndGet();
			if (resetting) {
				SentOnceTests.<RuntimeException>sneak(new IOException(RESET));
			}
		});
	}

	@SuppressWarnings("unchecked")
	private static <T extends Throwable> void sneak(Throwable failure) throws T {
		throw (T) failure;
	}

	@BeforeEach
	void reset() {
		attempts.set(0);
		resetting = false;
	}

	@ParameterizedTest
	@EnumSource
	void whenTheConnectionIsResetBeforeTheRequestIsSentThenTheCallFails(ClientKind client) {
		resetting = true;
		assertThat(CallPair.failure(send(client, HttpMethod.GET, null))).contains(RESET);
		assertThat(attempts).hasValue(1);
	}

	@ParameterizedTest
	@EnumSource
	void whenTheServerClosesInsteadOfAnsweringThenTheRequestWasSentOnce(ClientKind client) {
		this.server.on("/odd", (peer) -> {
			peer.readBody();
			peer.end();
		});
		CallPair.failure(send(client, HttpMethod.POST, "body"));
		application.assertClosed(1, CloseReason.SERVER_CLOSED_BEFORE_RESPONSE);
		assertThat(this.server.requests()).containsExactly("POST /odd");
		assertThat(attempts).hasValue(1);
	}

	@ParameterizedTest
	@EnumSource
	void whenTheServerClosesAReusedConnectionAfterAPostThenTheRequestWasSentOnce(ClientKind client) {
		assertThat(CallPair.answer(get(client, "/first"))).isEqualTo("/first");
		application.awaitQuiet();
		this.server.on("/odd", (peer) -> {
			peer.readBody();
			peer.end();
			peer.readToEnd();
		});
		CallPair.failure(send(client, HttpMethod.POST, "body"));
		assertThat(this.server.requests()).containsExactly("GET /first", "POST /odd");
		assertThat(attempts).hasValue(2);
	}

	@ParameterizedTest
	@EnumSource
	void whenTheServerResetsAReusedConnectionAfterAPostThenTheRequestWasSentOnce(ClientKind client) {
		assertThat(CallPair.answer(get(client, "/first"))).isEqualTo("/first");
		application.awaitQuiet();
		this.server.on("/odd", (peer) -> {
			peer.readBody();
			peer.reset();
		});
		CallPair.failure(send(client, HttpMethod.POST, "body"));
		assertThat(this.server.requests()).containsExactly("GET /first", "POST /odd");
		assertThat(attempts).hasValue(2);
	}

	/**
	 * A body that comes from another connection, which is reset.
	 */
	@Test
	void whenAPublishedBodyFailsThenItIsSubscribedToOnce() {
		AtomicInteger subscriptions = new AtomicInteger();
		Flux<DataBuffer> body = Flux.defer(() -> {
			subscriptions.incrementAndGet();
			return Flux.error(new IOException(RESET));
		});
		assertThat(CallPair.failure(send(ClientKind.WEB_CLIENT, HttpMethod.POST, body))).contains(RESET);
		assertThat(subscriptions).hasValue(1);
		assertThat(attempts).hasValue(1);
	}

	private CompletableFuture<ResponseEntity<String>> send(ClientKind client, HttpMethod method, Object body) {
		return client.send(application, new RequestEntity<>(body, method, this.server.uri("/odd")));
	}

	private CompletableFuture<ResponseEntity<String>> get(ClientKind client, String path) {
		return client.send(application, new RequestEntity<>(HttpMethod.GET, this.server.uri(path)));
	}

}
