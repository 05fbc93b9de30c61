package io.github.httppool.pool;

/**
 * Tells how late event loops have been.
 */
@FunctionalInterface
public interface Lateness {

	/**
	 * Returns for each event loop how late it has been, in sum and up to now. Called with
	 * the pool's lock held.
	 * @return nanoseconds, in the same order each time
	 */
	long[] nanos();

}
