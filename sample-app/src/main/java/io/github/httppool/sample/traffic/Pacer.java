package io.github.httppool.sample.traffic;

import java.time.Duration;

/**
 * Spreads calls evenly over time: from the time and the rate it computes how many calls
 * are due. For use by one thread.
 */
final class Pacer {

	// Calls missed while the machine paused are dropped: catching up would be an
	// unwanted burst.
	private static final long MAX_ELAPSED = Duration.ofMillis(100).toNanos();

	private long last;

	private double credit;

	Pacer(long nowNanos) {
		this.last = nowNanos;
	}

	int due(long nowNanos, int rate) {
		long elapsed = Math.min(nowNanos - this.last, MAX_ELAPSED);
		this.last = nowNanos;
		this.credit += elapsed * (double) rate / Duration.ofSeconds(1).toNanos();
		int due = (int) this.credit;
		this.credit -= due;
		return due;
	}

}
