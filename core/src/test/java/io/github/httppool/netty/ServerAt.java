package io.github.httppool.netty;

import java.util.concurrent.atomic.AtomicInteger;

import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/**
 * An HTTP server at one address, which answers with that.
 */
final class ServerAt implements AutoCloseable {

	private final AtomicInteger accepted = new AtomicInteger();

	private final DisposableServer server;

	ServerAt(String address, int port) {
		this.server = HttpServer.create()
			.host(address)
			.port(port)
			.doOnChannelInit((observer, channel, remote) -> this.accepted.incrementAndGet())
			.handle((request, response) -> response.sendString(Mono.just(address)))
			.bindNow();
	}

	int port() {
		return this.server.port();
	}

	int accepted() {
		return this.accepted.get();
	}

	@Override
	public void close() {
		this.server.disposeNow();
	}

}
