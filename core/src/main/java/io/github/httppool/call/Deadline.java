package io.github.httppool.call;

import java.time.Duration;

/**
 * When a call must be over.
 *
 * @param at the time, as of {@link System#nanoTime()}
 * @param limit how long the call may take
 * @param hard whether it ends every call; otherwise it spares a body that flows
 * @param minRate how many bytes a second flow at least; 0 spares every body
 * @param source what has set the limit, for messages
 */
public record Deadline(long at, Duration limit, boolean hard, long minRate, String source) {

	/**
	 * Creates a deadline that ends every call.
	 * @param start when the limit begins to count
	 * @param limit how long the call may take
	 * @param source what has set the limit, for messages
	 * @return the deadline
	 */
	public static Deadline hard(long start, Duration limit, String source) {
		return new Deadline(start + limit.toNanos(), limit, true, 0, source);
	}

	/**
	 * Returns whether this comes before another one.
	 */
	boolean isBefore(Deadline other) {
		return this.at - other.at < 0;
	}

	/**
	 * Returns whether the time has come.
	 * @param now the time
	 * @return whether it has
	 */
	public boolean hasPassed(long now) {
		return now - this.at >= 0;
	}

}
