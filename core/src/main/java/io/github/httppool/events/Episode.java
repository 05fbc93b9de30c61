package io.github.httppool.events;

import java.util.concurrent.TimeUnit;

/**
 * A time in which the same thing goes wrong again and again. The first four are kept one
 * by one; from then on one in each window of a second, which doubles each time up to a
 * minute. So the beginning of an outage stays readable, an hour of it fills some seventy
 * places, and it is known how many there were. An episode is over when nothing has
 * happened for a minute. Times are those of {@link System#nanoTime()}. For use by one
 * thread at a time.
 */
final class Episode {

	private static final int KEPT_AT_FIRST = 4;

	private static final long FIRST_WINDOW = TimeUnit.SECONDS.toNanos(1);

	private static final long LONGEST_WINDOW = TimeUnit.MINUTES.toNanos(1);

	private static final long QUIET = TimeUnit.MINUTES.toNanos(1);

	private int kept;

	private long window;

	private long windowBegan;

	private long last;

	/**
	 * Begins with something that is kept.
	 * @param now the time
	 */
	Episode(long now) {
		begin(now);
	}

	private void begin(long now) {
		this.kept = 1;
		this.window = FIRST_WINDOW;
		this.windowBegan = now;
		this.last = now;
	}

	/**
	 * It has happened once more.
	 * @param now the time
	 * @return whether to keep it, rather than to count it with the last one that was kept
	 */
	boolean keepsNext(long now) {
		if (now - this.last > QUIET) {
			begin(now);
			return true;
		}
		this.last = now;
		if (this.kept < KEPT_AT_FIRST) {
			this.kept++;
			this.windowBegan = now;
			return true;
		}
		if (now - this.windowBegan < this.window) {
			return false;
		}
		this.window = Math.min(2 * this.window, LONGEST_WINDOW);
		this.windowBegan = now;
		return true;
	}

}
