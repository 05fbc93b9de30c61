package io.github.httppool.sample.upstream;

import java.time.Duration;

import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.netty.http.server.HttpServer;

import org.springframework.stereotype.Component;

/**
 * An upstream that answers quickly until it is told to hang: from then on it accepts
 * requests but answers none, like a server whose database is stuck. When told to recover,
 * it answers the requests still waiting, and all new ones.
 */
@Component
class InventoryUpstream implements Upstream {

	static final Duration THINK_TIME = Duration.ofMillis(5);

	private static final Mono<Void> OPEN = Mono.empty();

	// guarded by this
	private Sinks.Empty<Void> recovery = Sinks.empty();

	// Completes when a response may be sent.
	private volatile Mono<Void> gate = OPEN;

	@Override
	public String name() {
		return "inventory";
	}

	@Override
	public HttpServer answering(HttpServer server) {
		return server.handle((request, response) -> Mono.delay(THINK_TIME)
			.then(Mono.defer(() -> this.gate))
			.then(JsonAnswer.from(name(), response)));
	}

	boolean isHanging() {
		return this.gate != OPEN;
	}

	synchronized void hang() {
		if (!isHanging()) {
			this.recovery = Sinks.empty();
			this.gate = this.recovery.asMono();
		}
	}

	synchronized void recover() {
		this.gate = OPEN;
		this.recovery.tryEmitEmpty();
	}

}
