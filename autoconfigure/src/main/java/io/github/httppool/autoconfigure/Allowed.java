package io.github.httppool.autoconfigure;

import java.time.Duration;

/**
 * Range of values a property may have, and how it is put to a person.
 *
 * @param <T> type of the property
 * @param least smallest value
 * @param most largest value
 * @param text what the value must be
 */
record Allowed<T extends Comparable<T>>(T least, T most, String text) {

	static final Allowed<Integer> FROM_ZERO = new Allowed<>(0, Integer.MAX_VALUE, "must be 0 or more");

	static final Allowed<Integer> FROM_ONE = new Allowed<>(1, Integer.MAX_VALUE, "must be 1 or more");

	static final Allowed<Double> SHARE = new Allowed<>(0.0, 1.0, "must be from 0 to 1");

	/**
	 * Netty counts timeouts in milliseconds, in an int; that is a little over 24 days.
	 */
	private static final Duration LONGEST = Duration.ofDays(24);

	/** Less than a millisecond would become 0, which is no timeout at all to Netty. */
	static final Allowed<Duration> TIME = new Allowed<>(Duration.ofMillis(1), LONGEST, "must be from 1ms to 24d");

	static final Allowed<Duration> TIME_OR_NONE = new Allowed<>(Duration.ZERO, LONGEST, "must be from 0 to 24d");

	boolean includes(T value) {
		return value.compareTo(this.least) >= 0 && value.compareTo(this.most) <= 0;
	}

}
