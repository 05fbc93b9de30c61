package io.github.httppool.boot;

import java.net.URI;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

import io.github.httppool.CloseReason;
import io.github.httppool.HttpPool;
import io.github.httppool.HttpPoolListener;
import io.github.httppool.netty.ReactorHttpPools;
import io.netty.handler.codec.http.websocketx.WebSocketHandshakeException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.netty.DisposableServer;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.server.HttpServer;
import reactor.netty.resources.LoopResources;

import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.socket.WebSocketMessage;
import org.springframework.web.reactive.socket.client.ReactorNettyWebSocketClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * A websocket has its connection for as long as it likes: that is no leak, and its end
 * leaves a connection that speaks HTTP no more.
 */
class WebSocketTests {

	private static final LoopResources LOOPS = LoopResources.create("test-websockets", 1, true);

	private static DisposableServer server;

	private static final Suspicions suspicions = new Suspicions();

	@RegisterExtension
	static final PooledApplication application = new PooledApplication("httppool.pool.max-connections=3",
			"httppool.pool.max-streaming-connections=3", "httppool.pool.eviction-interval=10ms",
			"httppool.leak-detection.threshold=100ms", "httppool.leak-detection.call-site-sampling=1")
		.listening(suspicions);

	@RegisterExtension
	final ScriptedServer plainServer = new ScriptedServer();

	@BeforeAll
	static void startServer() {
		server = HttpServer.create()
			.host("127.0.0.1")
			.port(0)
			.runOn(LOOPS)
			.route((routes) -> routes.ws("/echo", (in, out) -> out.sendString(in.receive().asString()))
				.ws("/bye", (in, out) -> out.sendString(Mono.just("bye")))
				.get("/ok", (request, response) -> response.sendString(Mono.just("ok")))
				.get("/held/{number}", (request, response) -> Mono.never()))
			.bindNow();
	}

	@AfterAll
	static void stopServer() {
		server.disposeNow();
		LOOPS.dispose();
	}

	/**
	 * The clients that speak websocket, on the pool.
	 */
	enum WebSocketClient {

		REACTOR_NETTY {

			@Override
			Flux<String> talk(HttpClient client, URI uri, Flux<String> messages) {
				return client.websocket()
					.uri(uri)
					.handle((in, out) -> Flux.merge(
							out.sendString(messages).then(out.sendClose()).then().cast(String.class),
							in.receive().asString()));
			}

		},

		SPRING {

			@Override
			Flux<String> talk(HttpClient client, URI uri, Flux<String> messages) {
				return Flux.create((answers) -> {
					Mono<Void> session = new ReactorNettyWebSocketClient(client).execute(uri, (socket) -> {
						Mono<Void> sent = socket.send(messages.map(socket::textMessage)).then(socket.close());
						Flux<String> received = socket.receive().map(WebSocketMessage::getPayloadAsText);
						return Mono.firstWithSignal(sent, received.doOnNext(answers::next).then());
					});
					answers.onDispose(session.subscribe(null, answers::error, answers::complete));
				});
			}

		};

		/**
		 * Sends messages, then closes. Receives answers until either side has closed.
		 */
		abstract Flux<String> talk(HttpClient client, URI uri, Flux<String> messages);

	}

	@ParameterizedTest
	@EnumSource
	void whenTheServerClosesThenTheConnectionIsNotPersistent(WebSocketClient client) {
		assertThat(talk(client, "/bye", Flux.never()).collectList().block(PooledApplication.PATIENCE))
			.containsExactly("bye");
		application.assertClosed(1, CloseReason.NOT_PERSISTENT);
		assertThatHttpWorks();
	}

	@ParameterizedTest
	@EnumSource
	void whenTheClientClosesThenTheConnectionIsNotPersistent(WebSocketClient client) {
		Sinks.Many<String> messages = Sinks.many().unicast().onBackpressureBuffer();
		messages.tryEmitNext("hello");
		List<String> answers = talk(client, "/echo", messages.asFlux()).doOnNext((answer) -> messages.tryEmitComplete())
			.collectList()
			.block(PooledApplication.PATIENCE);
		assertThat(answers).containsExactly("hello");
		application.assertClosed(1, CloseReason.NOT_PERSISTENT);
		assertThatHttpWorks();
	}

	@ParameterizedTest
	@EnumSource
	void whenAWebSocketIsCancelledThenItsLeaseEnds(WebSocketClient client) {
		String answer = talk(client, "/echo", Flux.concat(Flux.just("hello"), Flux.never())).next()
			.block(PooledApplication.PATIENCE);
		assertThat(answer).isEqualTo("hello");
		application.assertClosed(1, CloseReason.NOT_PERSISTENT, CloseReason.CLIENT_CANCELLED);
		assertThatHttpWorks();
	}

	/**
	 * Two ordinary calls that began later are suspected, one after the other: by the
	 * second time the websocket has been looked at, too.
	 */
	@ParameterizedTest
	@EnumSource
	void whenAWebSocketIsOpenForLongThenItIsNotSuspectedOfALeak(WebSocketClient client) {
		suspicions.clear();
		Sinks.Many<String> messages = Sinks.many().unicast().onBackpressureBuffer();
		Sinks.Many<String> answers = Sinks.many().replay().all();
		Disposable talk = talk(client, "/echo", messages.asFlux()).subscribe(answers::tryEmitNext);
		messages.tryEmitNext("hello");
		assertThat(answers.asFlux().blockFirst(PooledApplication.PATIENCE)).isEqualTo("hello");
		Disposable.Composite calls = Disposables.composite(talk);
		for (String path : List.of("/held/1", "/held/2")) {
			calls.add(get(path).subscribe());
			PooledApplication.eventually("the ordinary call is suspected",
					() -> assertThat(suspicions).contains("GET " + path));
		}
		assertThat(suspicions).containsOnly("GET /held/1", "GET /held/2");
		messages.tryEmitNext("still there");
		assertThat(answers.asFlux().skip(1).blockFirst(PooledApplication.PATIENCE)).isEqualTo("still there");
		calls.dispose();
	}

	@ParameterizedTest
	@EnumSource
	void whenTheServerRefusesThenTheCallFailsAndTheLeaseEnds(WebSocketClient client) {
		this.plainServer.on("/ws", "HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno");
		URI refusing = URI.create(this.plainServer.uri("/ws").toString().replace("http:", "ws:"));
		assertThatThrownBy(
				() -> client.talk(client(), refusing, Flux.never()).collectList().block(PooledApplication.PATIENCE))
			.isInstanceOf(WebSocketHandshakeException.class);
		application.awaitQuiet();
		assertThatHttpWorks();
	}

	/**
	 * All connections speak websocket, and the call gets one of its own once one of them
	 * has ended.
	 */
	@ParameterizedTest
	@EnumSource
	void whenACallWaitsForAWebSocketThenItGetsAnotherConnection(WebSocketClient client) {
		List<Disposable> talks = Stream.generate(() -> talk(client, "/echo", Flux.never()).subscribe())
			.limit(3)
			.toList();
		PooledApplication.eventually("all open", () -> assertThat(application.snapshot().active()).isEqualTo(3));
		CompletableFuture<String> waiting = get("/ok").toFuture();
		application.awaitWaiter();
		talks.get(0).dispose();
		assertThat(waiting).succeedsWithin(PooledApplication.PATIENCE).isEqualTo("ok");
		talks.forEach(Disposable::dispose);
	}

	private void assertThatHttpWorks() {
		assertThat(get("/ok").block(PooledApplication.PATIENCE)).isEqualTo("ok");
	}

	private static Flux<String> talk(WebSocketClient client, String path, Flux<String> messages) {
		return client.talk(client(), uri(path), messages);
	}

	private static Mono<String> get(String path) {
		return application.bean("httpPoolWebClient", WebClient.class)
			.get()
			.uri("http://127.0.0.1:" + server.port() + path)
			.retrieve()
			.bodyToMono(String.class);
	}

	private static URI uri(String path) {
		return URI.create("ws://127.0.0.1:" + server.port() + path);
	}

	private static HttpClient client() {
		return application.bean(ReactorHttpPools.class).get(HttpPool.DEFAULT).httpClient();
	}

	/**
	 * The requests whose calls were suspected of a leak.
	 */
	private static final class Suspicions extends CopyOnWriteArrayList<String> implements HttpPoolListener {

		private static final long serialVersionUID = 1L;

		@Override
		public void leakSuspected(Leak event) {
			add(event.request());
		}

	}

}
