package io.github.httppool.netty;

import java.util.concurrent.TimeUnit;

/**
 * Whether a body flows: how many bytes a second have passed, as a mean over one to two
 * windows. Times are in nanoseconds.
 */
final class BodyFlow {

	private final long windowNanos;

	// Whether there is nothing to judge by until the first window is over.
	private boolean fresh;

	private long begin;

	private long beginBytes;

	// Where the present window begins.
	private long mark;

	private long markBytes;

	BodyFlow(long windowNanos) {
		this.windowNanos = windowNanos;
	}

	void begin(long now) {
		restart(0, now, false);
	}

	/**
	 * Another body begins, or the same one after a pause.
	 * @param bytes how many have passed by now
	 * @param now the time
	 * @param isFresh whether it flows until it has had a window to show otherwise
	 */
	void restart(long bytes, long now, boolean isFresh) {
		this.fresh = isFresh;
		this.begin = now;
		this.beginBytes = bytes;
		this.mark = now;
		this.markBytes = bytes;
	}

	/**
	 * Has a new window begin if the present one is over.
	 * @param bytes how many bytes have passed by now
	 * @param now the time
	 */
	void look(long bytes, long now) {
		if (now - this.mark >= this.windowNanos) {
			this.begin = this.mark;
			this.beginBytes = this.markBytes;
			this.mark = now;
			this.markBytes = bytes;
		}
	}

	/**
	 * Returns whether bytes flow.
	 * @param minRate how many a second
	 * @param bytes how many have passed by now
	 * @param now the time
	 */
	boolean isAtLeast(long minRate, long bytes, long now) {
		if (this.fresh && now - this.begin < this.windowNanos) {
			return true;
		}
		double seconds = (double) (now - this.begin) / TimeUnit.SECONDS.toNanos(1);
		return bytes - this.beginBytes >= minRate * seconds;
	}

}
