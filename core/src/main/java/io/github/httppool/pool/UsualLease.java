package io.github.httppool.pool;

import io.github.httppool.text.DurationInWords;

/**
 * How long a call to a host usually has its connection.
 *
 * @param nanos the time, in nanoseconds; 0 if too little is known
 */
public record UsualLease(long nanos) {

	/** A single call may be the one in a hundred that takes long. */
	private static final int FAR = 4;

	/**
	 * Returns whether a call that takes as long is far from usual.
	 * @param lasted how long it takes, in nanoseconds
	 * @return {@code false} if too little is known
	 */
	public boolean isFarExceededBy(long lasted) {
		return this.nanos > 0 && lasted / FAR >= this.nanos;
	}

	/**
	 * Returns the time in words.
	 */
	@Override
	public String toString() {
		return DurationInWords.of(this.nanos);
	}

}
