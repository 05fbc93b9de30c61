package io.github.httppool.boot;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.github.httppool.CloseReason;
import io.github.httppool.HttpPoolListener;
import io.github.httppool.RawServer;
import io.github.httppool.StaleConnectionException;
import io.github.httppool.StaleOutcome;
import io.github.httppool.client.CallOptions;
import io.netty.channel.epoll.Epoll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Flux;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.HttpMethod;
import org.springframework.http.RequestEntity;
import org.springframework.http.ResponseEntity;
import org.springframework.http.StreamingHttpOutputMessage;
import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.WebClient;

import static io.github.httppool.StaleOutcome.FAILED;
import static io.github.httppool.StaleOutcome.REPEATED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Calls on connections that the server has closed, or closes just then, with all clients.
 * What a server has read is told by the kernel of Linux.
 */
@Timeout(60)
class StaleConnectionTests {

	/** A server that closes later than this has worked on the request. */
	private static final Duration SOON = Duration.ofSeconds(1);

	/** A connection that was idle for a shorter time is taken to be open. */
	private static final Duration LOOK_AFTER = Duration.ofMillis(20);

	private static final List<HttpPoolListener.FoundStale> found = new CopyOnWriteArrayList<>();

	private static final EventLoopGate gate = new EventLoopGate();

	private static final AtomicReference<Runnable> beforeRequest = new AtomicReference<>();

	@RegisterExtension
	static final PooledApplication application = new PooledApplication().with("httppool.event-loops=1")
		.customizing(gate::watching)
		.customizing((client) -> client.doOnRequest((request, connection) -> beforeRequest.get().run()))
		.listening(new HttpPoolListener() {

			@Override
			public void foundStale(FoundStale event) {
				found.add(event);
			}

		});

	@RegisterExtension
	final FadingServer server = new FadingServer();

	@BeforeAll
	static void kernelTells() {
		assumeTrue(Epoll.isAvailable(), "the native transport of Linux");
	}

	@BeforeEach
	void forget() {
		found.clear();
		beforeRequest.set(() -> {
		});
	}

	// What is sent again

	@ParameterizedTest
	@EnumSource
	void whenTheServerClosesWithoutHavingReadAPostThenItIsSentAgain(ClientKind client) {
		this.server.ending(1, 1, FadingServer.End.UNREAD);
		assertThat(post(client, "first")).isEqualTo("first");
		assertThat(post(client, "second")).isEqualTo("second");
		assertThat(this.server.read()).containsExactly("first", "second");
		assertThat(outcomes()).containsExactly(REPEATED);
		application.assertClosed(1, CloseReason.SERVER_CLOSED_BEFORE_RESPONSE);
	}

	@ParameterizedTest
	@EnumSource
	void whenTheServerHasReadAnIdempotentRequestThenItIsSentAgain(ClientKind client) {
		this.server.ending(1, 1, FadingServer.Peer::read);
		assertThat(post(client, "first")).isEqualTo("first");
		assertThat(CallPair.answer(send(client, HttpMethod.PUT, "/", "second"))).isEqualTo("second");
		assertThat(this.server.read()).containsExactly("first", "second", "second");
		assertThat(outcomes()).containsExactly(REPEATED);
	}

	@ParameterizedTest
	@EnumSource
	void whenTheServerHasReadAPostThenItFailsAndSaysWhatHelps(ClientKind client) {
		this.server.ending(1, 2, FadingServer.Peer::read);
		assertThat(post(client, "first")).isEqualTo("first");
		assertThat(post(client, "second")).isEqualTo("second");
		StaleConnectionException failure = stale(send(client, HttpMethod.POST, "/", "third"));
		assertThat(failure).hasMessageMatching("127\\.0\\.0\\.1:\\d+ (prematurely closed|reset) the connection of POST "
				+ "http://127\\.0\\.0\\.1:\\d+/ before it was answered \\(pool 'default'\\): no response bytes had arrived; "
				+ "it had been idle for \\d+ ms after 2 calls\\. .*pool\\.max-idle-time.*");
		assertThat(failure.requests()).isEqualTo(2);
		assertThat(failure.idle()).isPositive();
		assertThat(failure.snapshot().name()).isEqualTo("default");
		assertThat(failure).hasCauseInstanceOf(IOException.class);
		assertThat(this.server.read()).containsExactly("first", "second", "third");
		assertThat(outcomes()).containsExactly(FAILED);
	}

	/**
	 * The answer of the first request came on time, so this is no server that is slow to
	 * read.
	 */
	@ParameterizedTest
	@EnumSource
	void whenTheServerAnswersAnIdleConnectionWith408ThenTheCallGetsItsOwnAnswer(ClientKind client) {
		this.server.ending(1, 1, FadingServer.End.TIMEOUT_UNREAD);
		assertThat(post(client, "first")).isEqualTo("first");
		assertThat(post(client, "second")).isEqualTo("second");
		assertThat(this.server.read()).containsExactly("first", "second");
		assertThat(outcomes()).containsExactly(REPEATED);
		application.assertClosed(1, CloseReason.SERVER_CLOSED_IDLE);
	}

	/**
	 * More than the buffers of both sockets take.
	 */
	@ParameterizedTest
	@EnumSource
	void whenThe408IsForARequestThatIsSlowToBeSentThenItIsDelivered(ClientKind client) {
		this.server.ending(1, 1, (peer) -> {
			peer.readHead();
			peer.write(FadingServer.TIMEOUT);
			peer.drain();
		});
		assertThat(post(client, "first")).isEqualTo("first");
		assertThat(CallPair.failure(send(client, HttpMethod.PUT, "/", "x".repeat(20_000_000)))).contains("408");
		assertThat(outcomes()).isEmpty();
	}

	@ParameterizedTest
	@EnumSource
	void whenThe408ComesOnANewConnectionThenItIsDelivered(ClientKind client) {
		this.server.ending(1, 0, (peer) -> {
			peer.read();
			peer.write(FadingServer.TIMEOUT);
		});
		assertThat(CallPair.failure(send(client, HttpMethod.GET, "/first", null))).contains("408");
		assertThat(this.server.read()).hasSize(1);
		assertThat(outcomes()).isEmpty();
	}

	// What is not

	@ParameterizedTest
	@EnumSource(names = "REST_TEMPLATE", mode = EnumSource.Mode.EXCLUDE)
	void whenTheBodyCannotBeSentAgainThenTheCallFails(ClientKind client) {
		CountDownLatch begun = new CountDownLatch(1);
		this.server.ending(1, 1, (peer) -> {
			RawServer.awaitLatch(begun);
			peer.awaitArrival();
		});
		assertThat(post(client, "first")).isEqualTo("first");
		stale(send(client, HttpMethod.PUT, "/", oneTimeBody(client, begun)));
		assertThat(outcomes()).containsExactly(FAILED);
	}

	private static Object oneTimeBody(ClientKind client, CountDownLatch begun) {
		if (client == ClientKind.WEB_CLIENT) {
			return Flux.just("o", "n", "c", "e")
				.map(StaleConnectionTests::buffer)
				.doOnSubscribe((subscription) -> begun.countDown());
		}
		StreamingHttpOutputMessage.Body body = (out) -> {
			out.write("once".getBytes(StandardCharsets.UTF_8));
			begun.countDown();
		};
		return body;
	}

	private static DataBuffer buffer(String text) {
		return DefaultDataBufferFactory.sharedInstance.wrap(text.getBytes(StandardCharsets.UTF_8));
	}

	@Test
	void whenACallSaysThatItIsTriedOnceThenItIsNotSentAgain() {
		RestClient restClient = application.bean("httpPoolRestClient", RestClient.class);
		WebClient webClient = application.bean("httpPoolWebClient", WebClient.class);
		Consumer<Map<String, Object>> once = CallOptions.noRetry();
		Stream.<Runnable>of(
				() -> restClient.get().uri(this.server.uri("/")).attributes(once).retrieve().toBodilessEntity(),
				() -> webClient.get().uri(this.server.uri("/")).attributes(once).retrieve().toBodilessEntity().block())
			.forEach((call) -> {
				this.server.ending(1, 1, FadingServer.End.UNREAD);
				assertThat(post(ClientKind.REST_CLIENT, "first")).isEqualTo("first");
				assertThat(staleIn(catchThrowable(call::run))).isNotNull();
			});
		assertThat(outcomes()).containsExactly(FAILED, FAILED);
	}

	@ParameterizedTest
	@EnumSource
	void whenANewConnectionIsLostThenThatIsNotStale(ClientKind client) {
		this.server.ending(1, 0, FadingServer.End.UNREAD);
		assertThat(CallPair.failure(send(client, HttpMethod.GET, "/", null))).doesNotContain("StaleConnection");
		assertThat(outcomes()).isEmpty();
	}

	/**
	 * It may have acted upon what it has read, and the rest, which lies unread, makes its
	 * kernel reset the connection.
	 */
	@ParameterizedTest
	@EnumSource
	void whenTheServerHasReadAPartOfAPostThenItFails(ClientKind client) {
		this.server.ending(1, 1, (peer) -> {
			peer.readHead();
			peer.awaitArrival();
		});
		assertThat(post(client, "first")).isEqualTo("first");
		stale(send(client, HttpMethod.POST, "/", "x".repeat(12_000)));
		assertThat(this.server.read()).containsExactly("first");
		assertThat(outcomes()).containsExactly(FAILED);
	}

	/**
	 * It has worked on it until then, and the connection was not stale.
	 */
	@ParameterizedTest
	@EnumSource
	void whenTheServerBreaksOffLongAfterItHasReadARequestThenThatIsNotStale(ClientKind client) {
		Stream.of(HttpMethod.POST, HttpMethod.PUT).forEach((method) -> {
			this.server.ending(1, 1, (peer) -> {
				peer.read();
				long read = System.nanoTime();
				PooledApplication.eventually("the call has had its connection for longer than a second",
						() -> assertThat(Duration.ofNanos(System.nanoTime() - read)).isGreaterThan(SOON));
			});
			assertThat(post(client, "first")).isEqualTo("first");
			assertThat(CallPair.failure(send(client, method, "/", "second")))
				.contains("before it was answered", "no response bytes had arrived")
				.doesNotContain("StaleConnection");
		});
		assertThat(this.server.read()).containsExactly("first", "second", "first", "second");
		assertThat(outcomes()).isEmpty();
	}

	// What a hand-out sees

	@ParameterizedTest
	@EnumSource
	void whenTheEventLoopHasNotReadTheCloseThenTheConnectionIsNotHandedOut(ClientKind client) {
		CountDownLatch gateClosed = new CountDownLatch(1);
		CountDownLatch ended = new CountDownLatch(1);
		this.server.ending(1, 1, (peer) -> {
			RawServer.awaitLatch(gateClosed);
			peer.close();
			ended.countDown();
		});
		assertThat(post(client, "first")).isEqualTo("first");
		application.awaitQuiet();
		gate.close();
		try {
			gateClosed.countDown();
			RawServer.awaitLatch(ended);
			PooledApplication.eventually("the connection is idle for long enough",
					() -> assertThat(application.pool().connections()).singleElement()
						.satisfies((connection) -> assertThat(connection.idleMillis()).isGreaterThan(10)));
			CompletableFuture<ResponseEntity<String>> call = send(client, HttpMethod.POST, "/", "second");
			PooledApplication.eventually("it is leased", () -> assertThat(application.snapshot().active()).isOne());
			gate.open();
			assertThat(CallPair.answer(call)).isEqualTo("second");
		}
		finally {
			gate.open();
		}
		assertThat(this.server.read()).containsExactly("first", "second");
		assertThat(outcomes()).isEmpty();
		application.assertClosed(1, CloseReason.SERVER_CLOSED_IDLE);
	}

	// What is seen before a request is written

	/**
	 * The server would acknowledge the request and throw it away, as Apache does, so
	 * nobody could tell that it was not read.
	 */
	@ParameterizedTest
	@EnumSource
	void whenTheServerClosesBeforeARequestIsWrittenThenNothingIsWrittenAndItIsSentAgain(ClientKind client) {
		AtomicLong written = new AtomicLong(-1);
		CountDownLatch writing = new CountDownLatch(1);
		CountDownLatch ended = new CountDownLatch(1);
		this.server.ending(1, 1, (peer) -> {
			RawServer.awaitLatch(writing);
			peer.end();
			ended.countDown();
			written.set(peer.drain());
		});
		assertThat(post(client, "first")).isEqualTo("first");
		long idleSince = System.nanoTime();
		beforeRequest.set(() -> {
			writing.countDown();
			RawServer.awaitLatch(ended);
			PooledApplication.eventually("the connection has been used for nothing for long enough",
					() -> assertThat(Duration.ofNanos(System.nanoTime() - idleSince)).isGreaterThan(LOOK_AFTER));
		});
		assertThat(post(client, "second")).isEqualTo("second");
		assertThat(this.server.read()).containsExactly("first", "second");
		PooledApplication.eventually("the server has seen the client close", () -> assertThat(written).hasValue(0));
		assertThat(outcomes()).containsExactly(REPEATED);
		application.assertClosed(1, CloseReason.SERVER_CLOSED_IDLE);
	}

	// Many at once

	@ParameterizedTest
	@EnumSource
	void whenAllConnectionsAreStaleThenEachCallGetsANewOne(ClientKind client) {
		int calls = 20;
		this.server.ending(calls, 1, FadingServer.End.UNREAD).answeringTogether(calls);
		all(calls, client, "first");
		all(calls, client, "second");
		assertThat(this.server.read()).hasSize(2 * calls).doesNotHaveDuplicates();
		assertThat(outcomes()).containsOnly(REPEATED);
	}

	private void all(int calls, ClientKind client, String name) {
		List<CompletableFuture<ResponseEntity<String>>> sent = new ArrayList<>();
		IntStream.range(0, calls).forEach((number) -> sent.add(send(client, HttpMethod.POST, "/", name + number)));
		IntStream.range(0, calls)
			.forEach((number) -> assertThat(CallPair.answer(sent.get(number))).isEqualTo(name + number));
	}

	/**
	 * Returns when the connection is idle again: the next call would have another one
	 * opened otherwise, and might get that.
	 */
	private String post(ClientKind client, String body) {
		String answer = CallPair.answer(send(client, HttpMethod.POST, "/", body));
		application.awaitQuiet();
		return answer;
	}

	private CompletableFuture<ResponseEntity<String>> send(ClientKind client, HttpMethod method, String path,
			Object body) {
		return client.send(application, new RequestEntity<>(body, method, this.server.uri(path)));
	}

	private static List<StaleOutcome> outcomes() {
		return found.stream().map(HttpPoolListener.FoundStale::outcome).toList();
	}

	private static StaleConnectionException stale(CompletableFuture<?> call) {
		StaleConnectionException stale = staleIn(catchThrowable(call::join));
		assertThat(stale).isNotNull();
		return stale;
	}

	private static StaleConnectionException staleIn(Throwable failure) {
		return Stream.iterate(failure, (each) -> each != null, Throwable::getCause)
			.filter(StaleConnectionException.class::isInstance)
			.map(StaleConnectionException.class::cast)
			.findFirst()
			.orElse(null);
	}

}
