package io.github.httppool.pool;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;

/**
 * The {@linkplain DialConfig#aspects() aspects} that connections were dialed with of
 * late. Most hosts have the same, some hundred bytes, and share them. Safe for use by
 * many threads.
 */
final class KnownAspects {

	/** A pool has few configurations, but each call can bring one of its own. */
	static final int MAX_KNOWN = 8;

	// Guarded by this. Oldest first.
	private final Deque<Map<String, String>> known = new ArrayDeque<>(MAX_KNOWN);

	/**
	 * Returns those known that are equal, or the same, which are known from now on.
	 */
	synchronized Map<String, String> shared(Map<String, String> aspects) {
		for (Map<String, String> present : this.known) {
			if (present.equals(aspects)) {
				return present;
			}
		}
		if (this.known.size() == MAX_KNOWN) {
			this.known.removeFirst();
		}
		this.known.addLast(aspects);
		return aspects;
	}

}
