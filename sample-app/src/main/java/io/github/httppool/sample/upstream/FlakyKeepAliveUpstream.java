package io.github.httppool.sample.upstream;

import java.time.Duration;

import reactor.netty.http.server.HttpServer;

import org.springframework.stereotype.Component;

/**
 * An upstream that closes idle connections early without announcing it in a header: a
 * client that does not learn the limit runs into closed connections.
 */
@Component
class FlakyKeepAliveUpstream implements Upstream {

	static final Duration IDLE_TIMEOUT = Duration.ofSeconds(1);

	@Override
	public String name() {
		return "flaky-keep-alive";
	}

	@Override
	public HttpServer answering(HttpServer server) {
		return server.idleTimeout(IDLE_TIMEOUT).handle((request, response) -> JsonAnswer.from(name(), response));
	}

}
