package io.github.httppool.call;

import java.time.Duration;

/**
 * How long something of one call may take, as the call itself asks for.
 *
 * @param time how long, from a millisecond to 24 days
 * @param source what has set it, for messages
 */
public record TimeLimit(Duration time, String source) {

	/** The longest limit: Netty counts milliseconds in an int. */
	public static final Duration LONGEST = Duration.ofDays(24);

	private static final Duration SHORTEST = Duration.ofMillis(1);

	/**
	 * Checks the time.
	 * @throws IllegalArgumentException if it is out of range
	 */
	public TimeLimit {
		if (time.compareTo(SHORTEST) < 0 || time.compareTo(LONGEST) > 0) {
			throw new IllegalArgumentException("%s is %s, but must be from 1 ms to 24 days".formatted(source, time));
		}
	}

}
