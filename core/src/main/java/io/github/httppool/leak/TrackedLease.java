package io.github.httppool.leak;

import java.util.concurrent.Executor;

import io.github.httppool.call.Call;
import org.jspecify.annotations.Nullable;

/**
 * A connection lent to a call, as leak detection sees it. Two are equal when they are the
 * same lease.
 */
public interface TrackedLease {

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
	 * Returns the call that has the connection.
	 * @return the call
	 */
	Call call();

	/**
	 * Returns when the lease began.
	 * @return the time, in nanoseconds
	 */
	long since();

	/**
	 * Returns whether the connection speaks another protocol by now, for as long as the
	 * application likes.
	 * @return whether it was upgraded
	 */
	boolean isUpgraded();

	/**
	 * Returns whether the response is a stream of events, which lasts for as long as the
	 * application likes.
	 * @return whether it is one
	 */
	boolean isEventStream();

	/**
	 * Runs an action on the {@linkplain #eventLoop() event loop}, unless the lease has
	 * ended by then.
	 * @param action the action
	 */
	void whileHeld(Runnable action);

	/**
	 * Returns where nothing else can happen to lease and response meanwhile.
	 * @return the event loop
	 */
	Executor eventLoop();

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
