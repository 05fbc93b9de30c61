package io.github.httppool.stats;

import java.util.Arrays;

/**
 * How many calls have come within the time that a call takes: with as many connections,
 * none of them would have waited. Little's law at the shortest scale that matters, so
 * that calls that come in bursts are seen as such. Times are in nanoseconds.
 */
final class Arrivals {

	private static final int INITIAL = 64;

	/** More connections than that are no host's, nor any application's, by default. */
	static final int MOST = 4096;

	// A ring of the times at which calls came, as large as was ever needed.
	private long[] times = new long[INITIAL];

	private int oldest;

	private int size;

	/**
	 * A call comes.
	 * @param within the time that calls take at present
	 * @param now the time
	 * @return how many have come within that time, this one included
	 */
	int came(long within, long now) {
		while (this.size > 0 && (now - this.times[this.oldest] >= within || this.size == MOST)) {
			this.oldest = (this.oldest + 1) % this.times.length;
			this.size--;
		}
		if (this.size == this.times.length) {
			grow();
		}
		this.times[(this.oldest + this.size) % this.times.length] = now;
		this.size++;
		return this.size;
	}

	private void grow() {
		long[] grown = Arrays.copyOf(this.times, 2 * this.times.length);
		System.arraycopy(this.times, 0, grown, this.times.length, this.oldest);
		this.times = grown;
	}

}
