package io.github.httppool.leak;

import org.jspecify.annotations.Nullable;

/**
 * A connection lent to a call, as leak detection sees it. Two are equal when they are the
 * same lease.
 */
public interface Lease {

	/**
	 * Returns the remote host.
	 * @return host and port
	 */
	String host();

	/**
	 * Returns the number of the connection.
	 * @return the number
	 */
	long connectionId();

	/**
	 * Returns what is called.
	 * @return method and path without query, or {@code null} if that is not known yet
	 */
	@Nullable String request();

	/**
	 * Returns the track of the call.
	 * @return the track, or {@code null} if nobody follows the call
	 */
	@Nullable CallTrack track();

	/**
	 * Returns when the lease began.
	 * @return the time, in nanoseconds
	 */
	long since();

	/**
	 * Runs an action where nothing else can happen to the lease meanwhile, unless the
	 * lease has ended by then.
	 * @param action the action
	 */
	void whileHeld(Runnable action);

	/**
	 * Runs an action where nothing else can happen to the response meanwhile, whether or
	 * not the lease has ended.
	 * @param action the action
	 */
	void afterwards(Runnable action);

	/**
	 * Notes that the pool ends the lease, so that what becomes of the connection is told
	 * as that.
	 */
	void reclaiming();

	/**
	 * Closes the connection in the middle of the call.
	 */
	void abort();

}
