package io.github.httppool.pool;

/**
 * Wakes the pool when something is due.
 */
@FunctionalInterface
public interface TimeoutScheduler {

	/**
	 * Asks for {@link ConnectionPool#wakeUp(long)} at the given time. Never called under
	 * the pool's lock. Called again before that has been called only for an earlier time.
	 * @param time when, in nanoseconds
	 */
	void scheduleAt(long time);

}
