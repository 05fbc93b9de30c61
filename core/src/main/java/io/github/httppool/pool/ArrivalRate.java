package io.github.httppool.pool;

import java.util.concurrent.TimeUnit;

/**
 * How many callers come: a sliding mean of a window and the one before. A window is twice
 * as long as a caller waits at most, as the rate is asked for when callers give up: at
 * least half of those who came with them count still. Guarded by the pool's lock. Times
 * are in nanoseconds.
 */
final class ArrivalRate {

	/** In less, a handful of callers that come at once would be hundreds a second. */
	private static final long SHORTEST = TimeUnit.SECONDS.toNanos(1);

	/** In more, a load that is new would be lost among the quiet before it. */
	private static final long LONGEST = TimeUnit.SECONDS.toNanos(20);

	private final long window;

	private boolean begun;

	private long windowBegan;

	private long count;

	private long countBefore;

	/**
	 * Creates a rate.
	 * @param patience for how long a caller waits at most
	 */
	ArrivalRate(long patience) {
		this.window = Math.min(Math.max(SHORTEST, 2 * patience), LONGEST);
	}

	void arrived(long now) {
		moveTo(now);
		this.count++;
	}

	/**
	 * Returns how many callers have come lately.
	 * @return callers a second
	 */
	double perSecond(long now) {
		moveTo(now);
		double rest = 1 - (double) (now - this.windowBegan) / this.window;
		double inWindow = this.count + this.countBefore * Math.min(1, rest);
		return inWindow * TimeUnit.SECONDS.toNanos(1) / this.window;
	}

	private void moveTo(long now) {
		if (!this.begun) {
			this.begun = true;
			this.windowBegan = now;
		}
		long elapsed = now - this.windowBegan;
		if (elapsed >= this.window) {
			this.countBefore = (elapsed < 2 * this.window) ? this.count : 0;
			this.count = 0;
			this.windowBegan += elapsed / this.window * this.window;
		}
	}

}
