package io.github.httppool.pool;

import java.util.Arrays;

/**
 * The highest of many counts, found without looking at all of them: it is known how many
 * counts there are of each size, and a count changes by few at a time. Guarded by the
 * pool's lock.
 */
final class HighestCount {

	private static final int[] NONE = {};

	// How many counts there are of each size, but for 0.
	private int[] counts = NONE;

	private int highest;

	/**
	 * One of the counts has changed.
	 */
	void changed(int before, int after) {
		if (after >= this.counts.length) {
			this.counts = Arrays.copyOf(this.counts, Math.max(after + 1, 2 * this.counts.length));
		}
		if (before > 0) {
			this.counts[before]--;
		}
		if (after > 0) {
			this.counts[after]++;
		}
		this.highest = Math.max(this.highest, after);
		while (this.highest > 0 && this.counts[this.highest] == 0) {
			this.highest--;
		}
	}

	int highest() {
		return this.highest;
	}

}
