package io.github.httppool.benchmarks.field;

import java.time.Duration;
import java.util.SplittableRandom;

import io.netty.channel.ChannelOption;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.netty.http.server.HttpServerResponse;

/**
 * A dependency that can fall ill. Once it recovers, it answers the calls still waiting.
 */
final class Inventory {

	private static final Duration SLOW = Duration.ofSeconds(2);

	private static final Duration REFUSAL = Duration.ofMillis(100);

	/** Seeded: it treats both sides alike. */
	private final SplittableRandom random = new SplittableRandom(1);

	private volatile Health health = Health.WELL;

	private volatile Sinks.Empty<Void> recovery = Sinks.empty();

	void become(Health next) {
		this.health = next;
		if (next == Health.WELL) {
			this.recovery.tryEmitEmpty();
			this.recovery = Sinks.empty();
		}
	}

	/**
	 * Returns what completes when the answer is to be sent.
	 */
	Mono<Void> serve(HttpServerResponse response) {
		return switch (this.health) {
			case WELL -> after(FieldServer.WORK);
			case HANGING -> this.recovery.asMono();
			case ILL -> serveIll(response);
			case DOWN -> after(REFUSAL).doFirst(() -> response.status(503));
		};
	}

	/**
	 * All requests come on the one event loop.
	 */
	private Mono<Void> serveIll(HttpServerResponse response) {
		int dice = this.random.nextInt(20);
		if (dice < 1) {
			return this.recovery.asMono();
		}
		if (dice < 2) {
			return after(SLOW);
		}
		return (dice < 3) ? reset(response) : after(FieldServer.WORK);
	}

	private static Mono<Void> reset(HttpServerResponse response) {
		return Mono.fromRunnable(() -> response.withConnection((connection) -> {
			connection.channel().config().setOption(ChannelOption.SO_LINGER, 0);
			connection.channel().close();
		})).then(Mono.never());
	}

	private static Mono<Void> after(Duration time) {
		return Mono.delay(time).then();
	}

}
