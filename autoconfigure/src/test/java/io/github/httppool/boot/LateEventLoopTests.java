package io.github.httppool.boot;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.github.httppool.CloseReason;
import io.github.httppool.RawServer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.netty.http.client.HttpClient;

import org.springframework.http.HttpMethod;
import org.springframework.http.RequestEntity;
import org.springframework.http.ResponseEntity;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An event loop that is busy for longer than the response timeout finds timers that are
 * due, and the responses in its sockets. A response that came in time is an answer.
 */
@ParameterizedClass(name = "{0}, timeout of the {1}")
@MethodSource("clients")
class LateEventLoopTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(1);

	private static final Duration LATENESS = Duration.ofMillis(300);

	private static final int CALLS = 6;

	private final AtomicReference<@Nullable Runnable> whenTriggered = new AtomicReference<>();

	private final EventLoopGate eventLoop = new EventLoopGate();

	@RegisterExtension
	final ScriptedServer server = new ScriptedServer();

	@RegisterExtension
	final PooledApplication application;

	private final ClientKind client;

	private final Limit limit;

	LateEventLoopTests(ClientKind client, Limit limit) {
		this.client = client;
		this.limit = limit;
		this.application = new PooledApplication("httppool.event-loops=1", limit.property).customizing(this::hooked);
	}

	static Stream<Arguments> clients() {
		return Stream.of(ClientKind.values())
			.flatMap((client) -> Stream.of(Limit.values()).map((limit) -> Arguments.of(client, limit)));
	}

	/**
	 * Whose timeout it is: the pool's, or one of the client's own.
	 */
	enum Limit {

		POOL("httppool.timeouts.response=1s"), CLIENT("spring.http.clients.read-timeout=1s");

		private final String property;

		Limit(String property) {
			this.property = property;
		}

	}

	private HttpClient hooked(HttpClient http) {
		return this.eventLoop.watching(http).doOnResponse((response, connection) -> {
			Runnable action = this.whenTriggered.get();
			if (response.uri().equals("/trigger") && action != null) {
				action.run();
			}
		});
	}

	/**
	 * The requests go out, and at once the event loop is busy with another response until
	 * all answers but one are there and all timers due.
	 */
	@Test
	void whenTheEventLoopIsLateThenOnlyTheCallWithoutAnAnswerTimesOut() {
		CountDownLatch warm = new CountDownLatch(CALLS + 2);
		this.server.on("/warm", (peer) -> {
			warm.countDown();
			RawServer.awaitLatch(warm);
			peer.echo();
		});
		assertThat(get("/warm", CALLS + 2)).extracting(CallPair::answer).containsOnly("/warm");
		this.application.awaitQuiet();

		CountDownLatch trigger = new CountDownLatch(1);
		CountDownLatch triggered = new CountDownLatch(1);
		this.server.on("/trigger", (peer) -> {
			RawServer.awaitLatch(trigger);
			peer.echo();
			triggered.countDown();
		});
		CountDownLatch answered = new CountDownLatch(CALLS);
		this.server.on("/slow", (peer) -> {
			peer.pause(Duration.ofMillis(100));
			peer.echo();
			answered.countDown();
		});
		this.server.on("/silent", ScriptedServer.Peer::readToEnd);
		this.whenTriggered.set(() -> {
			pause(TIMEOUT.plus(LATENESS));
			RawServer.awaitLatch(answered);
		});

		CompletableFuture<ResponseEntity<String>> triggering = get("/trigger");
		PooledApplication.eventually("the trigger is sent",
				() -> assertThat(this.server.requests()).contains("GET /trigger"));
		this.eventLoop.close();
		List<CompletableFuture<ResponseEntity<String>>> slow = get("/slow", CALLS);
		CompletableFuture<ResponseEntity<String>> silent = get("/silent");
		PooledApplication.eventually("all have a connection",
				() -> assertThat(this.application.snapshot().active()).isEqualTo(CALLS + 2));
		trigger.countDown();
		RawServer.awaitLatch(triggered);
		this.eventLoop.open();

		assertThat(slow).extracting(CallPair::answer).containsOnly("/slow");
		assertThat(CallPair.answer(triggering)).isEqualTo("/trigger");
		String failure = CallPair.failure(silent);
		if (this.limit == Limit.POOL) {
			assertThat(failure).containsPattern("no response from .* within 1000 ms")
				.containsPattern("event loop was busy for \\d+ ms");
		}
		this.application.assertClosed(1, CloseReason.TIMEOUT);
	}

	/**
	 * On a busy machine it is late now and then.
	 */
	@Test
	void whenTheEventLoopIsInTimeThenTheErrorDoesNotBlameIt() {
		this.server.on("/silent", ScriptedServer.Peer::readToEnd);
		AtomicInteger calls = new AtomicInteger();
		PooledApplication.eventually("a failure that does not blame the event loop", () -> {
			calls.incrementAndGet();
			assertThat(CallPair.failure(get("/silent"))).doesNotContain("busy");
		});
		this.application.assertClosed(calls.get(), CloseReason.TIMEOUT);
		assertThat(CallPair.answer(get("/next"))).isEqualTo("/next");
	}

	private List<CompletableFuture<ResponseEntity<String>>> get(String path, int calls) {
		return IntStream.range(0, calls).mapToObj((i) -> get(path)).toList();
	}

	private CompletableFuture<ResponseEntity<String>> get(String path) {
		return this.client.send(this.application, new RequestEntity<>(HttpMethod.GET, this.server.uri(path)));
	}

	private static void pause(Duration time) {
		try {
			Thread.sleep(time.toMillis());
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
