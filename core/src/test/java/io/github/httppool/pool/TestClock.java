package io.github.httppool.pool;

import java.time.Duration;

/**
 * Stands still until a test moves it. Starts one second before a clock in nanoseconds
 * overflows, as one that starts anywhere may.
 */
final class TestClock {

	private long now = Long.MAX_VALUE - Duration.ofSeconds(1).toNanos();

	long now() {
		return this.now;
	}

	void advance(Duration duration) {
		this.now += duration.toNanos();
	}

}
