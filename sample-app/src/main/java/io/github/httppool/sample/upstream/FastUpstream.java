package io.github.httppool.sample.upstream;

import reactor.netty.http.server.HttpServer;

import org.springframework.stereotype.Component;

/**
 * An upstream that answers at once: a few connections carry many calls.
 */
@Component
class FastUpstream implements Upstream {

	@Override
	public String name() {
		return "fast";
	}

	@Override
	public HttpServer answering(HttpServer server) {
		return server.handle((request, response) -> JsonAnswer.from(name(), response));
	}

}
