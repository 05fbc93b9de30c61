package io.github.httppool.leak;

import io.github.httppool.LeakKind;

/**
 * Number of leaks of each kind. A leak counts once for each kind that it becomes. Not
 * safe for use by several threads.
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
	 * Returns the state they are shown in: reclaimed if at least as many were reclaimed
	 * as confirmed, else confirmed, or suspected if none is confirmed.
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
