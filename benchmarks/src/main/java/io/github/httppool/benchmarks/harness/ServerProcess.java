package io.github.httppool.benchmarks.harness;

import java.time.Duration;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.NettyOutbound;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.resources.LoopResources;

/**
 * A server on Reactor Netty, in a JVM of its own so that its work is not counted as the
 * client's. Answers at once, after a while, in drops over seven seconds, or as
 * {@link HangingUpstream}.
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
		String answer = Answer.ofBytes(Integer.parseInt(args[0])).text();
		Flux<ByteBuf> drops = Flux.interval(Duration.ZERO, DROP_INTERVAL)
			.take(DROPS.dividedBy(DROP_INTERVAL))
			.map((drop) -> ByteBufUtil.writeAscii(ByteBufAllocator.DEFAULT, Upstream.ANSWER));
		HangingUpstream inventory = new HangingUpstream();
		HttpServer.create()
			.host("127.0.0.1")
			.runOn(LoopResources.create("server", 1, true))
			.route((routes) -> routes
				.get("/answer", (request, response) -> json(response, answer.length(), Mono.just(answer)))
				.get("/after/{millis}",
						(request, response) -> json(response, Upstream.ANSWER.length(),
								Mono.just(Upstream.ANSWER)
									.delayElement(Duration.ofMillis(Long.parseLong(request.param("millis"))))))
				.get("/drops", (request, response) -> response.header("Content-Type", JSON).send(drops, (drop) -> true))
				.get(HangingUpstream.PATH,
						(request, response) -> json(response, Upstream.ANSWER.length(), inventory.answer()))
				.post(HangingUpstream.HANG_PATH, (request, response) -> response.sendString(inventory.hang()))
				.post(HangingUpstream.RECOVER_PATH, (request, response) -> response.sendString(inventory.recover()))
				.get(HangingUpstream.HELD_PATH, (request, response) -> response.sendString(inventory.held())))
			.bindUntilJavaShutdown(Duration.ofSeconds(1), (server) -> System.out.println(PORT + " " + server.port()));
	}

	private static NettyOutbound json(HttpServerResponse response, int bytes, Mono<String> answer) {
		return response.header("Content-Type", JSON)
			.header("Content-Length", Integer.toString(bytes))
			.sendString(answer);
	}

}
