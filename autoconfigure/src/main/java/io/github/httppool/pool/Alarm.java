package io.github.httppool.pool;

/**
 * Wakes the pool when a caller may have waited long enough.
 */
@FunctionalInterface
public interface Alarm {

	/**
	 * Asks for {@link ConnectionPool#expireWaiters(long)} at the given time. Never called
	 * under the pool's lock, nor again before that has been called.
	 * @param time when, in nanoseconds
	 */
	void ringAt(long time);

}
