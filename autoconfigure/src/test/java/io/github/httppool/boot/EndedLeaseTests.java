package io.github.httppool.boot;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.github.httppool.CloseReason;
import io.netty.channel.EventLoop;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.netty.Connection;
import reactor.netty.ConnectionObserver;
import reactor.netty.http.client.HttpClient;

import org.springframework.http.HttpMethod;
import org.springframework.http.RequestEntity;
import org.springframework.http.ResponseEntity;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What an application keeps of a call, and disposes of later, can end that call only: by
 * then its connection may be idle, or another call's.
 */
@ParameterizedClass(name = "{0}, next call {1}")
@MethodSource("calls")
class EndedLeaseTests {

	private static final Map<Source, Connection> kept = new ConcurrentHashMap<>();

	private static volatile @Nullable EventLoop eventLoop;

	private static final AtomicReference<Runnable> onNextLease = new AtomicReference<>();

	@RegisterExtension
	final ScriptedServer server = new ScriptedServer();

	@RegisterExtension
	static final PooledApplication application = new PooledApplication("httppool.pool.max-connections=1",
			"httppool.pool.max-pending-acquires=100")
		.customizing(EndedLeaseTests::keeping);

	@Parameter(0)
	ClientKind client;

	@Parameter(1)
	NextCall nextCall;

	static Stream<Arguments> calls() {
		return NextCall.ofEveryClient();
	}

	/**
	 * Where the application is given a connection.
	 */
	enum Source {

		CONNECTED, CONFIGURED, REQUEST, RESPONSE;

		void keep(Connection connection) {
			kept.putIfAbsent(this, connection);
			eventLoop = connection.channel().eventLoop();
		}

	}

	private static HttpClient keeping(HttpClient client) {
		return client.doOnConnected(Source.CONNECTED::keep).doOnRequest((request, connection) -> {
			Source.REQUEST.keep(connection);
			Runnable action = onNextLease.get();
			if (request.uri().equals("/next") && action != null) {
				action.run();
			}
		}).doOnResponse((response, connection) -> Source.RESPONSE.keep(connection)).observe((connection, state) -> {
			if (state == ConnectionObserver.State.CONFIGURED) {
				Source.CONFIGURED.keep(connection);
			}
		});
	}

	@BeforeEach
	void forget() {
		kept.clear();
		onNextLease.set(null);
	}

	/**
	 * The next call has the connection already, its request has not been sent yet.
	 */
	@ParameterizedTest
	@EnumSource
	void whenAnEndedCallIsDisposedOfWhileItsConnectionIsLentOnThenTheNextCallGoesOn(Source source) {
		onNextLease.set(() -> dispose(source));
		this.server.on("/first", this.nextCall.holding(application, ScriptedServer.Peer::echo));
		call().firstIsAnsweredWith("/first").nextIsAnsweredWith("/next");
		assertThatTheConnectionServedBoth();
	}

	@ParameterizedTest
	@EnumSource
	void whenAnEndedCallIsDisposedOfDuringTheNextOneThenThatGoesOn(Source source) {
		this.server.on("/first", this.nextCall.holding(application, ScriptedServer.Peer::echo));
		this.server.on("/next", (peer) -> {
			dispose(source);
			awaitEventLoop();
			peer.echo();
		});
		call().firstIsAnsweredWith("/first").nextIsAnsweredWith("/next");
		assertThatTheConnectionServedBoth();
	}

	@ParameterizedTest
	@EnumSource
	void whenAnEndedCallIsDisposedOfWhileItsConnectionIsIdleThenThatServesAgain(Source source) {
		assertThat(CallPair.answer(get("/first"))).isEqualTo("/first");
		application.awaitQuiet();
		dispose(source);
		awaitEventLoop();
		assertThat(CallPair.answer(get("/next"))).isEqualTo("/next");
		assertThatTheConnectionServedBoth();
	}

	@ParameterizedTest
	@EnumSource(names = "RESPONSE", mode = EnumSource.Mode.EXCLUDE)
	void whenACallIsDisposedOfBeforeItEndsThenItEnds(Source source) {
		this.server.on("/first", (peer) -> {
			this.nextCall.beforeAnswer(application);
			dispose(source);
			peer.readToEnd();
		});
		CallPair calls = call();
		CallPair.failure(calls.first());
		calls.nextIsAnsweredWith("/next");
		application.assertClosed(1, CloseReason.CLIENT_CANCELLED);
	}

	/**
	 * Else what runs as the next call begins would meet two calls on one channel.
	 */
	@Test
	void whenTheNextCallBeginsThenTheOperationsOfTheLastHaveLetGoOfTheChannel() {
		AtomicReference<String> channelOfTheLast = new AtomicReference<>();
		onNextLease.set(() -> channelOfTheLast.set(kept.get(Source.RESPONSE).channel().id().asShortText()));
		this.server.on("/first", this.nextCall.holding(application, ScriptedServer.Peer::echo));
		call().firstIsAnsweredWith("/first").nextIsAnsweredWith("/next");
		assertThat(channelOfTheLast).as("Reactor Netty's stand-in").hasValue("disposed");
		assertThatTheConnectionServedBoth();
	}

	/**
	 * While each call is sent, another thread disposes of the one before.
	 */
	@Test
	void whenEachCallIsDisposedOfOnceItHasEndedThenAllAreAnswered() {
		AtomicReference<Connection> previous = new AtomicReference<>();
		onNextLease.set(() -> {
			Connection ended = previous.getAndSet(kept.remove(Source.REQUEST));
			if (ended != null) {
				CompletableFuture.runAsync(ended::dispose);
			}
		});
		for (int i = 0; i < 50; i++) {
			List<CompletableFuture<ResponseEntity<String>>> calls = IntStream.range(0, 4)
				.mapToObj((j) -> get("/next"))
				.toList();
			assertThat(calls).extracting(CallPair::answer).containsOnly("/next");
		}
		application.assertClosed(0);
	}

	private CallPair call() {
		return this.nextCall.make(application, () -> get("/first"), () -> get("/next"));
	}

	private CompletableFuture<ResponseEntity<String>> get(String path) {
		return this.client.send(application, new RequestEntity<>(HttpMethod.GET, this.server.uri(path)));
	}

	private void assertThatTheConnectionServedBoth() {
		application.assertClosed(0);
		assertThat(this.server.connections()).isOne();
		assertThat(this.server.requests()).containsExactly("GET /first", "GET /next");
	}

	/**
	 * On another thread, and returns when that has done it.
	 */
	private static void dispose(Source source) {
		CompletableFuture.runAsync(kept.get(source)::dispose).join();
	}

	/**
	 * Returns when what was left to the event loop is done.
	 */
	private static void awaitEventLoop() {
		Objects.requireNonNull(eventLoop).submit(() -> {
		}).syncUninterruptibly();
	}

}
