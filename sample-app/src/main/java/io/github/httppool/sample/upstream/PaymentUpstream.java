package io.github.httppool.sample.upstream;

import java.time.Duration;

import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServer;

import org.springframework.stereotype.Component;

/**
 * An upstream that always answers quickly: trouble with other upstreams must not affect
 * it.
 */
@Component
class PaymentUpstream implements Upstream {

	static final Duration THINK_TIME = Duration.ofMillis(5);

	@Override
	public String name() {
		return "payment";
	}

	@Override
	public HttpServer answering(HttpServer server) {
		return server.handle((request, response) -> Mono.delay(THINK_TIME).then(JsonAnswer.from(name(), response)));
	}

}
