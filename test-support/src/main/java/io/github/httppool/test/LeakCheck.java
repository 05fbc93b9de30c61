package io.github.httppool.test;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import io.github.httppool.HttpPool;
import io.github.httppool.HttpPools;

/**
 * Compares the calls that are open after a test with those that were open before it.
 */
final class LeakCheck {

	private static final long PATIENCE_NANOS = Duration.ofSeconds(2).toNanos();

	private static final long PAUSE_NANOS = Duration.ofMillis(10).toNanos();

	private final HttpPools pools;

	private final Set<OpenCall.Id> before;

	LeakCheck(HttpPools pools) {
		this.pools = pools;
		this.before = openCalls().map(OpenCall::id).collect(Collectors.toSet());
	}

	/**
	 * Waits for all other calls to end.
	 * @throws AssertionError if they do not
	 */
	void end() {
		long begin = System.nanoTime();
		List<String> left = left();
		while (!left.isEmpty()) {
			if (System.nanoTime() - begin >= PATIENCE_NANOS || Thread.currentThread().isInterrupted()) {
				throw new AssertionError(message(left));
			}
			LockSupport.parkNanos(PAUSE_NANOS);
			left = left();
		}
	}

	private static String message(List<String> left) {
		return "This test has left calls open:\n- " + String.join("\n- ", left)
				+ "\nDid you forget to close a response or to subscribe to its body?";
	}

	private List<String> left() {
		Stream<String> calls = openCalls().filter((call) -> !this.before.contains(call.id())).map(OpenCall::describe);
		return Stream.concat(calls, waiting()).toList();
	}

	private Stream<OpenCall> openCalls() {
		return pools().flatMap(OpenCall::in);
	}

	private Stream<String> waiting() {
		return pools().flatMap((pool) -> pool.snapshot()
			.hosts()
			.stream()
			.filter((host) -> host.pending() > 0)
			.map((host) -> "waiting for a connection of pool '%s' to %s: %d".formatted(pool.name(), host.host(),
					host.pending())));
	}

	private Stream<HttpPool> pools() {
		return StreamSupport.stream(this.pools.spliterator(), false);
	}

}
