package io.github.httppool.call;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * When a call must be over.
 *
 * @param at the time, as of {@link System#nanoTime()}
 * @param limit how long the call may take
 * @param spared the calls that it does not end
 * @param minRate how many bytes a second flow at least; 0 spares every body
 * @param source what has set the limit, for messages
 */
public record Deadline(long at, Duration limit, Spared spared, long minRate, String source) {

	/**
	 * Creates a deadline that ends every call.
	 * @param start when the limit begins to count
	 * @param limit how long the call may take
	 * @param source what has set the limit, for messages
	 * @return the deadline
	 */
	public static Deadline hard(long start, Duration limit, String source) {
		return new Deadline(start + limit.toNanos(), limit, Spared.NOTHING, 0, source);
	}

	/**
	 * Returns the first of two deadlines.
	 * @param one a deadline, if there is one
	 * @param other another one
	 * @return the one that comes first, {@code null} if there is none
	 */
	public static @Nullable Deadline first(@Nullable Deadline one, @Nullable Deadline other) {
		if (one == null || other == null) {
			return (one != null) ? one : other;
		}
		return (other.at - one.at < 0) ? other : one;
	}

	/**
	 * Returns whether the time has come.
	 * @param now the time
	 * @return whether it has
	 */
	public boolean hasPassed(long now) {
		return now - this.at >= 0;
	}

	/**
	 * Returns by how much the limit had begun to count before a time.
	 * @param time the time, for example when a call began
	 * @return nanoseconds
	 */
	public long nanosSetBefore(long time) {
		return time - (this.at - this.limit.toNanos());
	}

	/**
	 * What a deadline does not end.
	 */
	public enum Spared {

		/** It ends every call. */
		NOTHING,

		/** Event streams, which have no end. */
		EVENT_STREAMS,

		/** Event streams, and any body that flows or whose consumer pauses. */
		WHAT_FLOWS

	}

}
