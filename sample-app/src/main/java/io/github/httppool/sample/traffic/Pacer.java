package io.github.httppool.sample.traffic;

import java.time.Duration;

/**
 * Spreads calls evenly over time: told the time and the rate, it says how many calls are
 * due. Used by one thread only.
 */
final class Pacer {

	// After a pause of the machine the missed calls are forgotten: making up for them
	// would
	// be a burst that nobody asked for.
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
