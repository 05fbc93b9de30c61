package io.github.httppool.e2e;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.netty.channel.Channel;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.resources.LoopResources;

import org.springframework.http.HttpHeaders;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A {@link TestServer} that remembers every call, and which port it came from.
 * {@code /close} answers and closes the connection, and so do all calls of other
 * libraries than the pool's, as nobody closes their connections when the application
 * ends. After every test it proves that it has no socket left: register it before
 * {@link EndToEnd}, which closes the applications.
 */
final class RecordingServer implements TestServer, AfterEachCallback {

	private static final LoopResources LOOPS = LoopResources.create("test-recorder", 1, true);

	private final SocketCounter sockets = new SocketCounter();

	private final List<Call> calls = new CopyOnWriteArrayList<>();

	private final DisposableServer server = HttpServer.create()
		.host("127.0.0.1")
		.port(0)
		.runOn(LOOPS)
		.doOnChannelInit((observer, channel, remote) -> count(channel))
		.route((routes) -> routes.get("/ok", this::answer)
			.get("/close", (request, response) -> answer(request, response.keepAlive(false)))
			.get("/sleep/{millis}", this::answerLater))
		.bindNow();

	private void count(Channel channel) {
		this.sockets.opened();
		channel.closeFuture().addListener((closed) -> this.sockets.closed());
	}

	private Publisher<Void> answerLater(HttpServerRequest request, HttpServerResponse response) {
		return Mono.delay(Duration.ofMillis(Long.parseLong(request.param("millis"))))
			.thenMany(answer(request, response));
	}

	private Publisher<Void> answer(HttpServerRequest request, HttpServerResponse response) {
		HttpHeaders headers = new HttpHeaders();
		request.requestHeaders().forEach((header) -> headers.add(header.getKey(), header.getValue()));
		Call call = new Call(request.remoteAddress().getPort(), request.uri(), headers);
		this.calls.add(call);
		return response.keepAlive(response.isKeepAlive() && call.isReactorNetty()).sendString(Mono.just("ok"));
	}

	/**
	 * The calls so far, in the order of their coming.
	 */
	List<Call> calls() {
		return List.copyOf(this.calls);
	}

	/**
	 * The last of the calls.
	 */
	Call lastCall() {
		return this.calls.get(this.calls.size() - 1);
	}

	@Override
	public String url(String path) {
		return "http://127.0.0.1:" + this.server.port() + path;
	}

	@Override
	public SocketCounter sockets() {
		return this.sockets;
	}

	@Override
	public void afterEach(ExtensionContext context) {
		try {
			EndToEnd.eventually("no socket left",
					() -> assertThat(this.sockets.open()).as("%s", this.sockets).isZero());
		}
		finally {
			close();
		}
	}

	@Override
	public void close() {
		this.server.disposeNow();
	}

	/**
	 * A call.
	 *
	 * @param port port of the client
	 * @param path path and query
	 * @param headers its headers
	 */
	record Call(int port, String path, HttpHeaders headers) {

		boolean isReactorNetty() {
			return userAgent().startsWith("ReactorNetty/");
		}

		/**
		 * The library that made it, by its own account.
		 */
		String userAgent() {
			return String.valueOf(this.headers.getFirst(HttpHeaders.USER_AGENT));
		}

	}

}
