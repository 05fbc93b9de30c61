package io.github.httppool.e2e;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.netty.channel.Channel;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.resources.LoopResources;

/**
 * A {@link TestServer} that takes a second for every answer, whatever the path, and
 * remembers which requests have begun and which were answered whole. While it is told to
 * {@link #hold() hold}, it answers none.
 */
final class LateServer implements TestServer {

	private static final Duration DELAY = Duration.ofSeconds(1);

	private static final LoopResources LOOPS = LoopResources.create("test-late", 1, true);

	private final SocketCounter sockets = new SocketCounter();

	private final Queue<String> begun = new ConcurrentLinkedQueue<>();

	private final Queue<String> answered = new ConcurrentLinkedQueue<>();

	private final DisposableServer server = HttpServer.create()
		.host("127.0.0.1")
		.port(0)
		.runOn(LOOPS)
		.doOnChannelInit((observer, channel, remote) -> count(channel))
		.handle(this::answer)
		.bindNow();

	private volatile Sinks.Empty<Void> gate = open();

	private static Sinks.Empty<Void> open() {
		Sinks.Empty<Void> gate = Sinks.empty();
		gate.tryEmitEmpty();
		return gate;
	}

	private void count(Channel channel) {
		this.sockets.opened();
		channel.closeFuture().addListener((closed) -> this.sockets.closed());
	}

	private Publisher<Void> answer(HttpServerRequest request, HttpServerResponse response) {
		String path = "/" + request.path();
		this.begun.add(path);
		return Mono.delay(DELAY)
			.then(Mono.defer(this::whileHeld))
			.then(response.sendString(Mono.just("ok")).then())
			.doOnSuccess((sent) -> this.answered.add(path));
	}

	/**
	 * An answer that was held takes another second, so that whoever lets it go can be
	 * sure that it comes after what happens meanwhile.
	 */
	private Mono<Void> whileHeld() {
		Sinks.Empty<Void> gate = this.gate;
		boolean held = !gate.asMono().toFuture().isDone();
		return held ? gate.asMono().then(Mono.delay(DELAY)).then() : Mono.empty();
	}

	/**
	 * From now on, requests are not answered.
	 */
	void hold() {
		this.gate = Sinks.empty();
	}

	/**
	 * Answers what was held in a second, and what comes later as usual.
	 */
	void release() {
		this.gate.tryEmitEmpty();
	}

	/**
	 * The paths of all requests so far, in the order in which they came.
	 */
	List<String> begun() {
		return List.copyOf(this.begun);
	}

	/**
	 * The paths of the requests whose answers were sent whole, in that order.
	 */
	List<String> answered() {
		return List.copyOf(this.answered);
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
	public void close() {
		this.server.disposeNow();
	}

}
