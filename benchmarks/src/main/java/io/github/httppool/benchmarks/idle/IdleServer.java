package io.github.httppool.benchmarks.idle;

import java.time.Duration;

import io.github.httppool.benchmarks.harness.Upstream;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServer;
import reactor.netty.resources.LoopResources;

/**
 * A server that never closes a connection, at every address of 127.0.0.0/8, so that it is
 * as many hosts as are wanted.
 */
public final class IdleServer {

	static final String PORT = "port";

	private IdleServer() {
	}

	public static void main(String[] args) {
		HttpServer.create()
			.host("0.0.0.0")
			.runOn(LoopResources.create("server", 1, true))
			.handle((request, response) -> response.sendString(Mono.just(Upstream.ANSWER)))
			.bindUntilJavaShutdown(Duration.ofSeconds(1), (server) -> System.out.println(PORT + " " + server.port()));
	}

}
