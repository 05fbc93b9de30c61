package io.github.httppool.benchmarks;

import java.time.Duration;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServer;
import reactor.netty.resources.LoopResources;

/**
 * A server on Reactor Netty, in a JVM of its own so that its work is not counted as the
 * client's. Answers at once, after a while, or in drops over seven seconds.
 */
public final class ServerProcess {

	static final String PORT = "port";

	/** How long {@code /drops} takes. */
	static final Duration DROPS = Duration.ofSeconds(7);

	private static final Duration DROP_INTERVAL = Duration.ofMillis(100);

	private static final String JSON = "application/json";

	private ServerProcess() {
	}

	public static void main(String[] args) {
		Flux<ByteBuf> drops = Flux.interval(Duration.ZERO, DROP_INTERVAL)
			.take(DROPS.dividedBy(DROP_INTERVAL))
			.map((drop) -> ByteBufUtil.writeAscii(ByteBufAllocator.DEFAULT, Upstream.ANSWER));
		HttpServer.create()
			.host("127.0.0.1")
			.runOn(LoopResources.create("server", 1, true))
			.route((routes) -> routes
				.get("/answer",
						(request, response) -> response.header("Content-Type", JSON)
							.header("Content-Length", Integer.toString(Upstream.ANSWER.length()))
							.sendString(Mono.just(Upstream.ANSWER)))
				.get("/after/{millis}",
						(request, response) -> response.header("Content-Type", JSON)
							.header("Content-Length", Integer.toString(Upstream.ANSWER.length()))
							.sendString(Mono.just(Upstream.ANSWER)
								.delayElement(Duration.ofMillis(Long.parseLong(request.param("millis"))))))
				.get("/drops",
						(request, response) -> response.header("Content-Type", JSON).send(drops, (drop) -> true)))
			.bindUntilJavaShutdown(Duration.ofSeconds(1), (server) -> System.out.println(PORT + " " + server.port()));
	}

}
