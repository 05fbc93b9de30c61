package io.github.httppool.pool;

/**
 * How long something has taken. Never negative: the time is read before the lock is
 * taken, so that another thread may have read it later and come first.
 */
final class Elapsed {

	private Elapsed() {
	}

	/**
	 * Returns the time that has passed.
	 * @param since when it began, in nanoseconds
	 * @param now the time, in nanoseconds
	 */
	static long nanos(long since, long now) {
		return Math.max(0, now - since);
	}

}
