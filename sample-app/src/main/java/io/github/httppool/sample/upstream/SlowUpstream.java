package io.github.httppool.sample.upstream;

import java.time.Duration;

import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServer;

import org.springframework.stereotype.Component;

/**
 * An upstream that answers after a delay: connections stay leased, and a burst has to
 * queue.
 */
@Component
class SlowUpstream implements Upstream {

	static final Duration THINK_TIME = Duration.ofMillis(300);

	@Override
	public String name() {
		return "slow";
	}

	@Override
	public HttpServer answering(HttpServer server) {
		return server.handle((request, response) -> Mono.delay(THINK_TIME).then(JsonAnswer.from(name(), response)));
	}

}
