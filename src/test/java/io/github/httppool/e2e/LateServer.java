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

	private final Sinks.Empty<Void> gate = Sinks.empty();

	private volatile boolean released;

	// Guarded by this, as the next one is.
	private boolean held;

	private int onTime;

	private void count(Channel channel) {
		this.sockets.opened();
		channel.closeFuture().addListener((closed) -> this.sockets.closed());
	}

	private Publisher<Void> answer(HttpServerRequest request, HttpServerResponse response) {
		String path = "/" + request.path();
		boolean early = !this.released;
		this.begun.add(path);
		return Mono.delay(DELAY)
			.then(Mono.defer(() -> isHeld(early) ? this.gate.asMono().then(Mono.delay(DELAY)) : Mono.empty()))
			.then(response.sendString(Mono.just("ok")).then())
			.doOnSuccess((sent) -> this.answered.add(path));
	}

	/**
	 * Whether an answer has to wait that is due now.
	 * @param early whether its request came before the release
	 */
	private synchronized boolean isHeld(boolean early) {
		boolean held = this.held && early;
		this.onTime += held ? 0 : 1;
		return held;
	}

	/**
	 * From now on until it is released, requests are not answered.
	 * @return how many were answered so far, or are about to be
	 */
	synchronized int hold() {
		this.held = true;
		return this.onTime;
	}

	/**
	 * Answers what has come until now in a second or later, so that it comes after what
	 * happens meanwhile, and what comes from now on as usual. It cannot be held again.
	 */
	void release() {
		this.released = true;
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
