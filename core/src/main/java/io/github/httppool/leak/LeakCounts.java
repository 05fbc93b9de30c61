package io.github.httppool.leak;

import io.github.httppool.LeakKind;

/**
 * How many of each kind. A leak is counted for each kind that it becomes. Not safe for
 * use by several threads.
 */
final class LeakCounts {

	private final long[] counts = new long[LeakKind.values().length];

	void add(LeakKind... kinds) {
		for (LeakKind kind : kinds) {
			this.counts[kind.ordinal()]++;
		}
	}

	long of(LeakKind kind) {
		return this.counts[kind.ordinal()];
	}

	/**
	 * Returns what they are shown as: as reclaimed if no fewer were than leak for
	 * certain, and as leaks rather than as suspicions.
	 */
	LeakKind state() {
		if (of(LeakKind.RECLAIMED) > 0 && of(LeakKind.RECLAIMED) >= of(LeakKind.CONFIRMED)) {
			return LeakKind.RECLAIMED;
		}
		return (of(LeakKind.CONFIRMED) > 0) ? LeakKind.CONFIRMED : LeakKind.SUSPECTED;
	}

	boolean isNothing() {
		return of(state()) == 0;
	}

}
