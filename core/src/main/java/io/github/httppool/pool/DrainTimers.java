package io.github.httppool.pool;

import java.time.Duration;

/**
 * Runs what a drain has to do later.
 */
@FunctionalInterface
public interface DrainTimers {

	/**
	 * Runs a task later, on a thread that it may block.
	 * @param delay how much later, zero for at once
	 * @param task what to run
	 * @return cancels it, unless it has begun
	 */
	Runnable after(Duration delay, Runnable task);

}
