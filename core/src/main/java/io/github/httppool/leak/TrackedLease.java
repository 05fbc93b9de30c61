package io.github.httppool.leak;

import java.util.concurrent.Executor;

import io.github.httppool.call.Call;
import org.jspecify.annotations.Nullable;

/**
 * A connection leased to a call, as leak detection sees it. Two objects are equal if they
 * represent the same lease.
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
	 * Returns what the call requests. @return method and path without query, or
	 * {@code null} if that is not known yet
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
	 * Returns whether the connection was upgraded to another protocol, which lasts as
	 * long as the application likes.
	 * @return whether it was upgraded
	 */
	boolean isUpgraded();

	/**
	 * Returns whether the response lasts as long as the application likes.
	 * @return whether it is an event stream, or the application has said so
	 */
	boolean isEventStream();

	/**
	 * Runs an action on the {@linkplain #eventLoop() event loop}, unless the lease has
	 * ended by then.
	 * @param action the action
	 */
	void whileHeld(Runnable action);

	/**
	 * Returns the event loop, on which nothing else can happen to the lease and the
	 * response meanwhile.
	 * @return the event loop
	 */
	Executor eventLoop();

	/**
	 * Marks the lease as ended by the pool, so that the connection's close is reported as
	 * a reclaim.
	 */
	void reclaiming();

	/**
	 * Closes the connection in the middle of the call.
	 */
	void abort();

}
