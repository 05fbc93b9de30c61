package io.github.httppool.boot;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

import io.github.httppool.AcquireTimeoutException;
import io.github.httppool.CallPhase;
import io.github.httppool.CallTimeoutException;
import io.github.httppool.CloseReason;
import io.github.httppool.RawServer;
import io.github.httppool.client.CallOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.Disposable;
import reactor.netty.http.client.HttpClientRequest;

import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Limits that one call asks for, on clients whose own are long.
 */
@Timeout(60)
class CallOptionsTests {

	private static final String UNAVAILABLE = "HTTP/1.1 503 Unavailable\r\nContent-Length: 4\r\n\r\nbusy";

	private static final Duration LIMIT = Duration.ofMillis(100);

	/** A multiple of the limits here, and a fraction of those of the clients. */
	private static final Duration SOON = Duration.ofSeconds(3);

	@RegisterExtension
	static final PooledApplication application = new PooledApplication("httppool.pool.max-connections=1",
			"httppool.retry.backoff=40ms", "httppool.retry.max-backoff=40ms", "httppool.retry.jitter=0")
		.customizing((client) -> client.followRedirect(true));

	@RegisterExtension
	static final PooledApplication impatient = new PooledApplication("httppool.timeouts.total=200ms",
			"httppool.timeouts.response=200ms");

	@RegisterExtension
	static final PooledApplication reading = new PooledApplication("spring.http.clients.read-timeout=200ms");

	private final CountDownLatch over = new CountDownLatch(1);

	@RegisterExtension
	final ScriptedServer server = new ScriptedServer().on("/silent", ScriptedServer.Peer::readToEnd)
		.on("/late", (peer) -> {
			peer.pause(Duration.ofMillis(500));
			peer.echo();
		})
		.on("/moved", "HTTP/1.1 302 Found\r\nLocation: /silent\r\nContent-Length: 0\r\n\r\n")
		.on("/held", (peer) -> {
			RawServer.awaitLatch(this.over);
			peer.echo();
		})
		.on("/flow", (peer) -> flow(peer, "text/plain"))
		.on("/events", (peer) -> flow(peer, "text/event-stream"));

	/**
	 * Longer than any limit here.
	 */
	private static void flow(ScriptedServer.Peer peer, String type) throws Exception {
		peer.write("HTTP/1.1 200 OK\r\nContent-Type: " + type + "\r\nContent-Length: 100000\r\n\r\n");
		for (int i = 0; i < 100_000; i++) {
			peer.write("\n");
			peer.pause(Duration.ofMillis(5));
		}
	}

	// The whole call

	@ParameterizedTest
	@EnumSource
	void whenThereIsNoResponseThenTheCallEnds(LimitedClient client) {
		connect(client);
		CallTimeoutException failure = failure(client, "/silent");
		assertThat(failure.getMessage()).startsWith(words(client, "it was waiting for its response"))
			.contains("GET /silent (pool 'default')");
		assertThat(failure.phase()).isEqualTo(CallPhase.WAITING);
		application.assertClosed(1, CloseReason.TIMEOUT);
	}

	@ParameterizedTest
	@EnumSource
	void whenTheBodyFlowsThenTheCallEndsAllTheSame(LimitedClient client) {
		connect(client);
		CallTimeoutException failure = failure(client, "/flow");
		assertThat(failure.getMessage()).contains(words(client, "it was receiving its response"));
		assertThat(failure.phase()).isEqualTo(CallPhase.RECEIVING);
		application.assertClosed(1, CloseReason.TIMEOUT);
	}

	@ParameterizedTest
	@EnumSource
	void whenTheResponseIsAnEventStreamThenTheCallEndsAllTheSame(LimitedClient client) {
		connect(client);
		assertThat(failure(client, "/events").phase()).isEqualTo(CallPhase.RECEIVING);
	}

	@ParameterizedTest
	@EnumSource
	void whileTheCallIsQueuedThatCounts(LimitedClient client) {
		CompletableFuture<?> held = web(application).get().uri(uri("/held")).retrieve().toBodilessEntity().toFuture();
		application.awaitCall();
		CallTimeoutException failure = failure(client, "/silent");
		assertThat(failure.getMessage())
			.startsWith(words(client, "it was waiting for a connection: no connection to "));
		assertThat(failure).hasCauseInstanceOf(AcquireTimeoutException.class);
		assertThat(failure.phase()).isEqualTo(CallPhase.QUEUED);
		this.over.countDown();
		held.join();
		assertThat(this.server.requests()).containsExactly("GET /held");
	}

	@ParameterizedTest
	@EnumSource
	void whenTheCallIsRedirectedThenItHasWhatIsLeft(LimitedClient client) {
		connect(client);
		CallTimeoutException failure = failure(client, "/moved");
		assertThat(failure.getMessage()).startsWith(words(client, "it was waiting for its response"));
		assertThat(this.server.requests()).containsExactly("GET /fast", "GET /moved", "GET /silent");
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void whenAPauseWouldBeLongerThanTheCallHasLeftThenTheResponseIsTheCallers(boolean reactive) {
		this.server.on("/busy", UNAVAILABLE.replace("\r\n\r\n", "\r\nRetry-After: 10\r\n\r\n"));
		Throwable failure = catchThrowable(() -> get(application, "/busy", reactive,
				CallOptions.maxAttempts(3).andThen(CallOptions.timeout(Duration.ofSeconds(9)))));
		assertThat(failure).hasMessageContaining("503");
		assertThat(this.server.requests()).containsExactly("GET /busy");
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void whenTheCallIsTriedAgainThenItsLastAttemptHasWhatIsLeft(boolean reactive) {
		this.server.on("/busy", (peer) -> {
			peer.write(UNAVAILABLE);
			this.server.on("/busy", ScriptedServer.Peer::readToEnd);
		});
		CallTimeoutException failure = failure(() -> get(application, "/busy", reactive,
				CallOptions.maxAttempts(1000).andThen(CallOptions.timeout(Duration.ofMillis(300)))));
		assertThat(failure.phases()).containsKeys(CallPhase.PAUSED, CallPhase.WAITING);
		assertThat(failure.elapsed()).isBetween(Duration.ofMillis(295), SOON);
		assertThat(this.server.requests()).containsExactly("GET /busy", "GET /busy");
	}

	@Test
	void whenACallIsCancelledWhileItWaitsThenNothingIsLeft() {
		CompletableFuture<?> held = web(application).get().uri(uri("/held")).retrieve().toBodilessEntity().toFuture();
		application.awaitCall();
		Disposable queued = web(application).get()
			.uri(uri("/silent"))
			.attributes(CallOptions.timeout(Duration.ofSeconds(20)))
			.retrieve()
			.toBodilessEntity()
			.subscribe();
		application.awaitWaiter();
		queued.dispose();
		PooledApplication.eventually("nobody waits", () -> assertThat(application.snapshot().pending()).isZero());
		this.over.countDown();
		held.join();
		Disposable waiting = web(application).get()
			.uri(uri("/silent"))
			.attributes(CallOptions.timeout(Duration.ofSeconds(20)))
			.retrieve()
			.toBodilessEntity()
			.subscribe();
		PooledApplication.eventually("it is sent", () -> assertThat(this.server.requests()).contains("GET /silent"));
		waiting.dispose();
		application.awaitQuiet();
		application.assertClosed(1, CloseReason.CLIENT_CANCELLED);
	}

	/**
	 * A limit is that of one call, not of the connection.
	 */
	@ParameterizedTest
	@EnumSource
	void whenACallWasInTimeThenTheNextOnItsConnectionHasNoSuchLimit(LimitedClient client) {
		assertThat(client.get(application, uri("/fast"), Duration.ofMillis(400))).isEqualTo("/fast");
		assertThat(get(application, "/late", client == LimitedClient.WEB_CLIENT, (attributes) -> {
		})).isEqualTo("/late");
		assertThat(this.server.connections()).isOne();
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void whenTheLimitIsLongerThanThatOfThePoolThenItCountsInPlaceOfThat(boolean reactive) {
		assertThat(get(impatient, "/late", reactive, CallOptions.timeout(Duration.ofSeconds(20))
			.andThen(CallOptions.responseTimeout(Duration.ofSeconds(20))))).isEqualTo("/late");
		assertThat(
				failure(() -> get(impatient, "/late", reactive, CallOptions.responseTimeout(Duration.ofSeconds(20)))))
			.hasMessageContaining("200 ms (timeouts.total)");
	}

	// The head of the response

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void whenTheResponseTakesLongerThanTheCallAllowsThenTheCallEnds(boolean reactive) {
		CallTimeoutException failure = failure(
				() -> get(application, "/silent", reactive, CallOptions.responseTimeout(LIMIT)));
		assertThat(failure.getMessage()).startsWith("no response from " + uri("/").getAuthority()
				+ " within 100 ms (CallOptions.responseTimeout): GET /silent (pool 'default')");
		assertThat(failure.elapsed()).isLessThan(SOON);
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void whenTheClientHasAReadTimeoutThenThatOfTheCallCountsInPlaceOfThat(boolean reactive) {
		assertThat(get(reading, "/late", reactive, CallOptions.responseTimeout(Duration.ofSeconds(20))))
			.isEqualTo("/late");
		assertThat(failure(() -> get(reading, "/silent", reactive, CallOptions.responseTimeout(LIMIT))))
			.hasMessageContaining("100 ms (CallOptions.responseTimeout)");
		assertThat(catchThrowable(() -> get(reading, "/late", reactive, (attributes) -> {
		}))).isNotNull();
	}

	@Test
	void whenReactorNettysRequestHasATimeoutThenThatGoesFirst() {
		String answer = web(application).get()
			.uri(uri("/late"))
			.attributes(CallOptions.responseTimeout(LIMIT))
			.httpRequest((request) -> {
				HttpClientRequest nativeRequest = request.getNativeRequest();
				nativeRequest.responseTimeout(Duration.ofSeconds(20));
			})
			.retrieve()
			.bodyToMono(String.class)
			.block();
		assertThat(answer).isEqualTo("/late");
	}

	private static String get(PooledApplication on, URI uri, boolean reactive, Consumer<Map<String, Object>> options) {
		if (reactive) {
			return web(on).get().uri(uri).attributes(options).retrieve().bodyToMono(String.class).block();
		}
		return on.bean("httpPoolRestClient", RestClient.class)
			.get()
			.uri(uri)
			.attributes(options)
			.retrieve()
			.body(String.class);
	}

	private String get(PooledApplication on, String path, boolean reactive, Consumer<Map<String, Object>> options) {
		return get(on, uri(path), reactive, options);
	}

	private static WebClient web(PooledApplication on) {
		return on.bean("httpPoolWebClient", WebClient.class);
	}

	private URI uri(String path) {
		return this.server.uri(path);
	}

	private String words(LimitedClient client, String why) {
		return "the call to %s was not over within 100 ms (%s): %s".formatted(uri("/").getAuthority(), client.source(),
				why);
	}

	/**
	 * The limits here are no more than what the first call of a client may take.
	 */
	private void connect(LimitedClient client) {
		assertThat(client.get(application, uri("/fast"), Duration.ofSeconds(20))).isEqualTo("/fast");
	}

	private CallTimeoutException failure(LimitedClient client, String path) {
		CallTimeoutException failure = failure(() -> client.get(application, uri(path), LIMIT));
		assertThat(failure.elapsed()).isBetween(LIMIT.minusMillis(1), SOON);
		return failure;
	}

	private static CallTimeoutException failure(Runnable call) {
		Throwable failure = catchThrowable(call::run);
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof CallTimeoutException timeout) {
				return timeout;
			}
		}
		throw new AssertionError("no CallTimeoutException", failure);
	}

}
