package io.github.httppool.sample.upstream;

import java.time.Duration;

import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.netty.http.server.HttpServer;

import org.springframework.stereotype.Component;

/**
 * Answers quickly until it is told to hang: from then on it accepts requests and answers
 * none, as a server does whose database is stuck. Told to recover, it answers those who
 * still wait, and everybody again.
 */
@Component
class InventoryUpstream implements Upstream {

	static final Duration THINK_TIME = Duration.ofMillis(5);

	private static final Mono<Void> OPEN = Mono.empty();

	// guarded by this
	private Sinks.Empty<Void> recovery = Sinks.empty();

	// What an answer waits for.
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
