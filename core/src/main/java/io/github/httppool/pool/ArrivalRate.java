package io.github.httppool.pool;

import java.util.concurrent.TimeUnit;

/**
 * How many callers come, over a little more than the time for which one waits at most:
 * the rate is asked for when callers give up, and must count all that came with them.
 * Guarded by the pool's lock. Times are in nanoseconds.
 */
final class ArrivalRate {

	/** In less, a handful of callers that come at once would be hundreds a second. */
	private static final long SHORTEST = TimeUnit.SECONDS.toNanos(1);

	/** In more, a load that is new would be lost among the quiet before it. */
	private static final long LONGEST = TimeUnit.SECONDS.toNanos(10);

	/** Of the time for which a caller waits. */
	private static final int PARTS = 8;

	/** The present one, and one for callers who give up late. */
	private static final int MORE = 2;

	private final long part;

	private final int[] counts = new int[PARTS + MORE];

	private long sum;

	private boolean begun;

	private long origin;

	// Counted from the origin.
	private long present;

	/**
	 * Creates a rate.
	 * @param patience for how long a caller waits at most
	 */
	ArrivalRate(long patience) {
		this.part = Math.min(Math.max(SHORTEST, patience), LONGEST) / PARTS;
	}

	void arrived(long now) {
		moveTo(now);
		this.counts[index(this.present)]++;
		this.sum++;
	}

	/**
	 * Returns how many callers have come lately.
	 * @return callers a second
	 */
	double perSecond(long now) {
		moveTo(now);
		long oldest = Math.max(0, this.present - this.counts.length + 1);
		long covered = now - this.origin - oldest * this.part;
		return (double) this.sum * TimeUnit.SECONDS.toNanos(1) / Math.max(covered, PARTS * this.part);
	}

	private void moveTo(long now) {
		if (!this.begun) {
			this.begun = true;
			this.origin = now;
		}
		long next = (now - this.origin) / this.part;
		for (long number = Math.max(this.present, next - this.counts.length) + 1; number <= next; number++) {
			this.sum -= this.counts[index(number)];
			this.counts[index(number)] = 0;
		}
		this.present = Math.max(this.present, next);
	}

	private int index(long number) {
		return (int) (number % this.counts.length);
	}

}
