package io.github.httppool.e2e;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.util.ReferenceCountUtil;
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

import org.springframework.core.io.ClassPathResource;

/**
 * A {@link TestServer} on Reactor Netty with an event loop that is not the pool's.
 * {@code /held} answers when {@link #release() released}, {@code /endless} with a slow
 * body that does not end, {@code /close} and closes the connection,
 * {@code /close/{millis}} later.
 */
final class NettyServer implements TestServer {

	private static final Duration TICK = Duration.ofMillis(100);

	/**
	 * One event loop for all servers: the end of a socket is counted before the next one
	 * of any server.
	 */
	private static final LoopResources LOOPS = LoopResources.create("test-server", 1, true);

	/**
	 * Answers come from the event loop: if they end on another thread, Reactor Netty's
	 * server (1.3.6) may turn reading off after the next request has begun, and answer
	 * that only when the client closes.
	 */
	private static final Scheduler ON_EVENT_LOOP = Schedulers.fromExecutorService(LOOPS.onServer(true).next());

	private final ChannelGroup channels = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);

	private final AtomicInteger held = new AtomicInteger();

	private final AtomicInteger requests = new AtomicInteger();

	private final SocketCounter sockets;

	private final String scheme;

	private final DisposableServer server;

	private volatile Sinks.Empty<Void> gate = Sinks.empty();

	private NettyServer(String scheme, SocketCounter sockets, UnaryOperator<HttpServer> customizer) {
		this.scheme = scheme;
		this.sockets = sockets;
		HttpServer http = HttpServer.create()
			.host("127.0.0.1")
			.port(0)
			.runOn(LOOPS)
			.doOnChannelInit((observer, channel, remote) -> count(channel))
			.route(this::routes);
		this.server = customizer.apply(http).bindNow();
	}

	static NettyServer plain(SocketCounter sockets) {
		return new NettyServer("http", sockets, UnaryOperator.identity());
	}

	/**
	 * A server whose certificate is signed by itself.
	 */
	static NettyServer tls() {
		return new NettyServer("https", new SocketCounter(), NettyServer::withTls);
	}

	/**
	 * A server to which a connection takes a while.
	 */
	static NettyServer slowToConnect(Duration delay) {
		return new NettyServer("https", new SocketCounter(), (http) -> withTls(http).doOnChannelInit((observer, channel,
				remote) -> channel.pipeline().addFirst("test.slowHandshake", new SlowHandshake(delay))));
	}

	private static HttpServer withTls(HttpServer http) {
		ClassPathResource certificate = new ClassPathResource("server.crt", NettyServer.class);
		ClassPathResource key = new ClassPathResource("server.key", NettyServer.class);
		try (InputStream certificateStream = certificate.getInputStream();
				InputStream keyStream = key.getInputStream()) {
			SslContext context = SslContextBuilder.forServer(certificateStream, keyStream).build();
			return http.secure((tls) -> tls.sslContext(context));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void count(Channel channel) {
		this.channels.add(channel);
		this.sockets.opened();
		channel.closeFuture().addListener((closed) -> this.sockets.closed());
	}

	private void routes(HttpServerRoutes routes) {
		routes.get("/ok", (request, response) -> ok(response))
			.get("/sleep/{millis}", (request, response) -> delay(request).then(ok(response)))
			.get("/held", (request, response) -> hold().then(ok(response)))
			.get("/endless", this::endless)
			.get("/close", (request, response) -> ok(response.keepAlive(false)))
			.get("/close/{millis}", (request, response) -> delay(request).then(ok(response.keepAlive(false))));
	}

	private static Mono<Long> delay(HttpServerRequest request) {
		return Mono.delay(Duration.ofMillis(Long.parseLong(request.param("millis"))), ON_EVENT_LOOP);
	}

	private Mono<Void> ok(HttpServerResponse response) {
		this.requests.incrementAndGet();
		return response.sendString(Mono.just("ok")).then();
	}

	private Mono<Void> hold() {
		return this.gate.asMono()
			.publishOn(ON_EVENT_LOOP)
			.doOnSubscribe((subscription) -> this.held.incrementAndGet())
			.doFinally((signal) -> this.held.decrementAndGet());
	}

	private Publisher<Void> endless(HttpServerRequest request, HttpServerResponse response) {
		this.requests.incrementAndGet();
		Flux<String> ticks = Flux.interval(Duration.ZERO, TICK, ON_EVENT_LOOP)
			.map((tick) -> "tick")
			.onBackpressureDrop();
		return response.sendString(ticks, StandardCharsets.US_ASCII);
	}

	/**
	 * Lets all held requests go on. Those that come later are held again.
	 */
	void release() {
		Sinks.Empty<Void> opened = this.gate;
		this.gate = Sinks.empty();
		opened.tryEmitEmpty();
	}

	/**
	 * Requests held now.
	 */
	int held() {
		return this.held.get();
	}

	/**
	 * Requests answered, also those that were held.
	 */
	int requests() {
		return this.requests.get();
	}

	String host() {
		return "127.0.0.1:" + this.server.port();
	}

	@Override
	public String url(String path) {
		return this.scheme + "://" + host() + path;
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

	/**
	 * Holds back what comes first, the beginning of the TLS handshake.
	 */
	private static final class SlowHandshake extends ChannelInboundHandlerAdapter {

		private final Duration delay;

		private final Queue<Object> heldBack = new ArrayDeque<>();

		SlowHandshake(Duration delay) {
			this.delay = delay;
		}

		@Override
		public void channelActive(ChannelHandlerContext context) {
			context.executor().schedule(() -> letGo(context), this.delay.toMillis(), TimeUnit.MILLISECONDS);
			context.fireChannelActive();
		}

		private void letGo(ChannelHandlerContext context) {
			if (context.isRemoved()) {
				return;
			}
			while (!this.heldBack.isEmpty()) {
				context.fireChannelRead(this.heldBack.remove());
			}
			context.fireChannelReadComplete();
			context.pipeline().remove(this);
		}

		@Override
		public void channelRead(ChannelHandlerContext context, Object message) {
			this.heldBack.add(message);
		}

		@Override
		public void handlerRemoved(ChannelHandlerContext context) {
			this.heldBack.forEach(ReferenceCountUtil::release);
		}

	}

}
