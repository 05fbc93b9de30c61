package io.github.httppool.benchmarks.harness;

import java.time.Duration;

import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * A service that answers after 5 ms, unless it hangs: then it takes calls and keeps them
 * until it recovers.
 */
public final class HangingUpstream {

	public static final String PATH = "/inventory";

	/** Lets it hang. */
	public static final String HANG_PATH = "/inventory/hang";

	/** Lets it answer again, and at once those that still wait. */
	public static final String RECOVER_PATH = "/inventory/recover";

	/** How many calls it keeps. */
	public static final String HELD_PATH = "/inventory/held";

	private static final Duration WORK = Duration.ofMillis(5);

	private volatile Sinks.Empty<Void> recovery = Sinks.empty();

	HangingUpstream() {
		this.recovery.tryEmitEmpty();
	}

	Mono<String> answer() {
		return this.recovery.asMono().then(Mono.just(Upstream.ANSWER).delayElement(WORK));
	}

	Mono<String> hang() {
		return Mono.fromRunnable(() -> this.recovery = Sinks.empty());
	}

	Mono<String> recover() {
		return Mono.fromRunnable(() -> this.recovery.tryEmitEmpty());
	}

	Mono<String> held() {
		return Mono.fromSupplier(() -> Integer.toString(this.recovery.currentSubscriberCount()));
	}

}
