package io.github.httppool.e2e;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.util.concurrent.GlobalEventExecutor;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.http.server.HttpServerRoutes;
import reactor.netty.resources.LoopResources;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A {@link TestServer} that is all about bodies: {@code /bytes/{count}} answers with a
 * body of known length, {@code /chunked/{count}} of unknown, {@code /trickle/{pieces}} a
 * piece of 1 kB each two milliseconds, {@code /late/{count}} all but the last byte at
 * once and that after 50 ms, {@code /status/{code}} with an error and a body,
 * {@code /empty} and {@code /nothing} without one, {@code /never} not at all.
 * {@code /told} and {@code /events} go on when {@link #tell told}; {@code /upload}
 * answers with the number of bytes received.
 */
final class BodyServer implements TestServer {

	private static final LoopResources LOOPS = LoopResources.create("test-bodies", 1, true);

	/**
	 * Answers come from the event loop: if they end on another thread, Reactor Netty's
	 * server (1.3.6) may turn reading off after the next request has begun, and answer
	 * that only when the client closes.
	 */
	private static final Scheduler ON_EVENT_LOOP = Schedulers.fromExecutorService(LOOPS.onServer(true).next());

	private static final int PIECE = 1024;

	private final ChannelGroup channels = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);

	private final SocketCounter sockets = new SocketCounter();

	private final Sinks.Many<String> told = Sinks.many().multicast().directBestEffort();

	private final AtomicInteger begun = new AtomicInteger();

	private final AtomicInteger bodies = new AtomicInteger();

	private final DisposableServer server;

	BodyServer() {
		this.server = HttpServer.create()
			.host("127.0.0.1")
			.port(0)
			.runOn(LOOPS)
			.doOnChannelInit((observer, channel, remote) -> {
				this.channels.add(channel);
				this.sockets.opened();
				channel.closeFuture().addListener((closed) -> this.sockets.closed());
			})
			.route(this::routes)
			.bindNow();
	}

	private void routes(HttpServerRoutes routes) {
		routes.get("/ok", (request, response) -> response.sendString(Mono.just("ok")))
			.get("/sleep/{millis}",
					(request, response) -> Mono.delay(Duration.ofMillis(number(request, "millis")), ON_EVENT_LOOP)
						.then(response.sendString(Mono.just("ok")).then()))
			.get("/bytes/{count}", (request, response) -> bytes(response, number(request, "count")))
			.head("/bytes/{count}",
					(request, response) -> response.header(HttpHeaderNames.CONTENT_LENGTH, request.param("count"))
						.send())
			.get("/chunked/{count}", (request, response) -> response.sendObject(content(number(request, "count"))))
			.get("/late/{count}", this::late)
			.get("/trickle/{pieces}", BodyServer::trickle)
			.get("/status/{code}",
					(request, response) -> Mono.delay(Duration.ofMillis(5), ON_EVENT_LOOP)
						.thenMany(bytes(response.status(number(request, "code")), 100_000)))
			.get("/empty", (request, response) -> response.header(HttpHeaderNames.CONTENT_LENGTH, "0").send())
			.get("/nothing", (request, response) -> response.status(204).send())
			.get("/never", (request, response) -> Mono.never())
			.get("/told", (request, response) -> response.send(texts(), (text) -> true))
			.get("/events", (request, response) -> response.sse().send(texts(), (text) -> true))
			.post("/upload", (request, response) -> response.sendString(
					request.receive().map(ByteBuf::readableBytes).reduce(0, Integer::sum).map(String::valueOf)));
	}

	private static int number(HttpServerRequest request, String parameter) {
		return Integer.parseInt(request.param(parameter));
	}

	private Publisher<Void> bytes(HttpServerResponse response, int count) {
		this.begun.incrementAndGet();
		return response.header(HttpHeaderNames.CONTENT_LENGTH, String.valueOf(count))
			.sendObject(content(count))
			.then()
			.doOnSuccess((sent) -> this.bodies.incrementAndGet());
	}

	private static ByteBuf content(int count) {
		byte[] bytes = new byte[count];
		Arrays.fill(bytes, (byte) 'x');
		return Unpooled.wrappedBuffer(bytes);
	}

	private Publisher<Void> late(HttpServerRequest request, HttpServerResponse response) {
		int count = number(request, "count");
		Flux<ByteBuf> pieces = Flux.concat(Mono.fromSupplier(() -> content(count - 1)),
				Mono.delay(Duration.ofMillis(50), ON_EVENT_LOOP).map((tick) -> content(1)));
		return response.header(HttpHeaderNames.CONTENT_LENGTH, String.valueOf(count)).send(pieces, (piece) -> true);
	}

	private static Publisher<Void> trickle(HttpServerRequest request, HttpServerResponse response) {
		Flux<ByteBuf> pieces = Flux.interval(Duration.ofMillis(2), ON_EVENT_LOOP)
			.onBackpressureBuffer()
			.take(number(request, "pieces"))
			.map((tick) -> content(PIECE));
		return response.send(pieces, (piece) -> true);
	}

	private Flux<ByteBuf> texts() {
		return this.told.asFlux()
			.publishOn(ON_EVENT_LOOP)
			.startWith("begin ")
			.takeUntil("end"::equals)
			.map((text) -> Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII));
	}

	/**
	 * Sends a text to all who have called {@code /told} or {@code /events}; ends their
	 * bodies with {@code end}. Waits for a listener first: there is none yet when a
	 * client has read the beginning, and what is told to nobody is lost.
	 */
	void tell(String text) {
		EndToEnd.eventually("somebody listens", () -> assertThat(this.told.currentSubscriberCount()).isPositive());
		this.told.emitNext(text, Sinks.EmitFailureHandler.busyLooping(Duration.ofSeconds(1)));
	}

	/**
	 * Returns how many bodies of {@code /bytes} it was asked for.
	 */
	int begun() {
		return this.begun.get();
	}

	/**
	 * Bodies of known length that have been handed to the kernel.
	 */
	int bodies() {
		return this.bodies.get();
	}

	/**
	 * Closes all connections, whatever is under way on them.
	 */
	void dropConnections() {
		this.channels.close().awaitUninterruptibly();
	}

	@Override
	public String url(String path) {
		return "http://127.0.0.1:" + this.server.port() + path;
	}

	URI uri(String path) {
		return URI.create(url(path));
	}

	@Override
	public SocketCounter sockets() {
		return this.sockets;
	}

	@Override
	public void close() {
		this.server.disposeNow();
		this.channels.close();
	}

}
