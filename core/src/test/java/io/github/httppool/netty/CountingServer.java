package io.github.httppool.netty;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.Http11SslContextSpec;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRoutes;
import reactor.netty.resources.LoopResources;

import org.springframework.core.io.ClassPathResource;

/**
 * A real HTTP server on the loopback interface that counts its sockets: what the other
 * side of the pool sees. {@code /ok} answers at once, {@code /sleep/{millis}} later,
 * {@code /never} not at all, {@code /bytes/{n}} with a body, {@code /stream} with a slow
 * and endless one, {@code /close} with {@code Connection: close}, {@code /redirect} to
 * the first.
 */
final class CountingServer implements AutoCloseable {

	private final AtomicInteger open;

	private final AtomicInteger peak = new AtomicInteger();

	private final AtomicInteger accepted = new AtomicInteger();

	private final LoopResources loops;

	private final DisposableServer server;

	CountingServer() {
		this(null);
	}

	CountingServer(@Nullable Duration idleTimeout) {
		this(new AtomicInteger(), loops(), idleTimeout, (server) -> server);
	}

	/**
	 * Creates servers that count the open sockets together, on one thread: otherwise one
	 * of them may be late to count a closed socket that another has seen replaced. To be
	 * closed together.
	 */
	static List<CountingServer> together(int count) {
		AtomicInteger open = new AtomicInteger();
		LoopResources loops = loops();
		return Stream.generate(() -> new CountingServer(open, loops, null, (server) -> server)).limit(count).toList();
	}

	private static LoopResources loops() {
		return LoopResources.create("test-server", 1, true);
	}

	/**
	 * Creates a server that speaks TLS.
	 */
	static CountingServer overTls(Duration idleTimeout) {
		return new CountingServer(new AtomicInteger(), loops(), idleTimeout, (server) -> server
			.secure((spec) -> spec.sslContext(Http11SslContextSpec.forServer(file("server.crt"), file("server.key")))));
	}

	/**
	 * Makes a client trust the server that speaks TLS.
	 */
	static HttpClient trusting(HttpClient client) {
		return client.secure((spec) -> spec
			.sslContext(Http11SslContextSpec.forClient().configure((ssl) -> ssl.trustManager(file("server.crt")))));
	}

	private static File file(String name) {
		try {
			return new ClassPathResource(name, CountingServer.class).getFile();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private CountingServer(AtomicInteger open, LoopResources loops, @Nullable Duration idleTimeout,
			UnaryOperator<HttpServer> customizer) {
		this.open = open;
		this.loops = loops;
		HttpServer http = HttpServer.create()
			.host("127.0.0.1")
			.port(0)
			.runOn(this.loops)
			.doOnChannelInit((observer, channel, remote) -> {
				this.accepted.incrementAndGet();
				this.peak.accumulateAndGet(this.open.incrementAndGet(), Math::max);
				channel.closeFuture().addListener((closed) -> this.open.decrementAndGet());
			})
			.route(CountingServer::routes);
		this.server = customizer.apply((idleTimeout != null) ? http.idleTimeout(idleTimeout) : http).bindNow();
	}

	private static void routes(HttpServerRoutes routes) {
		routes.get("/redirect", (request, response) -> response.sendRedirect("/ok"))
			.get("/ok", (request, response) -> response.sendString(Mono.just("ok")))
			.get("/sleep/{millis}",
					(request, response) -> Mono.delay(Duration.ofMillis(number(request.param("millis"))))
						.then(response.sendString(Mono.just("ok")).then()))
			.get("/never", (request, response) -> Mono.never())
			.get("/bytes/{count}",
					(request, response) -> response
						.sendByteArray(Mono.just(new byte[(int) number(request.param("count"))])))
			.get("/stream",
					(request,
							response) -> response.sendString(reactor.core.publisher.Flux.interval(Duration.ofMillis(50))
								.map((tick) -> "tick " + tick)
								.onBackpressureDrop(), java.nio.charset.StandardCharsets.UTF_8))
			.get("/close", (request, response) -> response.keepAlive(false).sendString(Mono.just("bye")));
	}

	private static long number(@Nullable String text) {
		return Long.parseLong(String.valueOf(text));
	}

	String url(String path) {
		return "http://127.0.0.1:" + this.server.port() + path;
	}

	String host() {
		return "127.0.0.1:" + this.server.port();
	}

	int port() {
		return this.server.port();
	}

	int open() {
		return this.open.get();
	}

	int peak() {
		return this.peak.get();
	}

	int accepted() {
		return this.accepted.get();
	}

	void stop() {
		this.server.disposeNow();
	}

	@Override
	public void close() {
		stop();
		this.loops.disposeLater(Duration.ZERO, Duration.ofSeconds(2)).block();
	}

}
