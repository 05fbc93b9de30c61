package io.github.httppool;

import org.jspecify.annotations.Nullable;

/**
 * Hears what happens in the pools. Beans of this type are called in order, on the thread
 * on which it happens, often an event loop: they must not block. A listener that throws
 * is logged and never felt by a call. All times are in nanoseconds.
 * <p>
 * What happens on one thread is told in that order; what a listener causes itself is told
 * once all have heard of what it was told. The end of a lease is never heard before its
 * beginning, and each call that wants a connection is heard of under one outcome:
 * acquired, rejected, timed out, cancelled or failed.
 */
public interface HttpPoolListener {

	/**
	 * A call was given a connection.
	 * @param event what was acquired
	 */
	default void acquired(Acquired event) {
	}

	/**
	 * A call has ended its lease of a connection.
	 * @param event what was released
	 */
	default void released(Released event) {
	}

	/**
	 * A connection was opened, its TLS handshake included.
	 * @param event what was opened
	 */
	default void created(Created event) {
	}

	/**
	 * No connection could be opened.
	 * @param event what failed
	 */
	default void creationFailed(CreationFailed event) {
	}

	/**
	 * A connection was closed.
	 * @param event what was closed and why
	 */
	default void closed(Closed event) {
	}

	/**
	 * A caller was refused, because the queue was full, the pool closed, or the process
	 * out of file descriptors.
	 * @param event who was refused
	 */
	default void rejected(NotAcquired event) {
	}

	/**
	 * A caller got no connection in time.
	 * @param event who waited
	 */
	default void timedOut(NotAcquired event) {
	}

	/**
	 * A caller gave up while waiting for a connection.
	 * @param event who waited
	 */
	default void cancelled(NotAcquired event) {
	}

	/**
	 * A caller was told that no connection could be opened.
	 * @param event who waited
	 */
	default void failed(NotAcquired event) {
	}

	/**
	 * A call fails because no response has begun in time: within the pool's
	 * {@code timeouts.response}, or within a read timeout that its client has of its own.
	 * @param event what has timed out
	 */
	default void responseTimedOut(ResponseTimedOut event) {
	}

	/**
	 * An attempt of a call has failed in a way that another one may not, and it is
	 * decided whether there is one.
	 * @param event what was decided
	 */
	default void retryDecided(RetryDecided event) {
	}

	/**
	 * A call has a connection for longer than it may without being suspected.
	 * @param event what may be leaking
	 */
	default void leakSuspected(Leak event) {
	}

	/**
	 * A response was forgotten before it was read to its end: nobody can read or close it
	 * any more. If it had arrived to its end, its connection was free already, and only
	 * its buffers were not.
	 * @param event what has leaked
	 */
	default void leakConfirmed(Leak event) {
	}

	/**
	 * The pool takes a leaked connection back.
	 * @param event what had leaked
	 */
	default void leakReclaimed(Leak event) {
	}

	/**
	 * An event loop has run a timer late, by 50 ms or more: application code, the garbage
	 * collector or want of a processor has kept it, and with it the calls that it serves.
	 * Told for each pool, as all share the event loops.
	 * @param event by how much
	 */
	default void eventLoopDelayed(EventLoopDelayed event) {
	}

	/**
	 * A lease has begun.
	 *
	 * @param pool name of the pool
	 * @param host host and port
	 * @param connectionId number of the connection
	 * @param outcome {@link AcquireOutcome#REUSED} or {@link AcquireOutcome#NEW}
	 * @param waitedNanos time the caller has waited
	 */
	record Acquired(String pool, String host, long connectionId, AcquireOutcome outcome, long waitedNanos) {
	}

	/**
	 * A lease has ended.
	 *
	 * @param pool name of the pool
	 * @param host host and port
	 * @param connectionId number of the connection
	 * @param heldNanos length of the lease
	 */
	record Released(String pool, String host, long connectionId, long heldNanos) {
	}

	/**
	 * A connection was opened.
	 *
	 * @param pool name of the pool
	 * @param host host and port
	 * @param connectionId number of the connection
	 * @param tookNanos time for DNS, TCP and TLS together
	 */
	record Created(String pool, String host, long connectionId, long tookNanos) {
	}

	/**
	 * A connection could not be opened.
	 *
	 * @param pool name of the pool
	 * @param host host and port
	 * @param error what went wrong
	 * @param tookNanos time until it did
	 */
	record CreationFailed(String pool, String host, Throwable error, long tookNanos) {
	}

	/**
	 * A connection was closed.
	 *
	 * @param pool name of the pool
	 * @param host host and port
	 * @param connectionId number of the connection
	 * @param reason why it was closed
	 * @param ageNanos time since it was opened
	 * @param requests calls it has served
	 */
	record Closed(String pool, String host, long connectionId, CloseReason reason, long ageNanos, long requests) {
	}

	/**
	 * A caller got no connection.
	 *
	 * @param pool name of the pool
	 * @param host host and port
	 * @param outcome how it ended
	 * @param waitedNanos time the caller has waited
	 * @param error what the caller was told, or {@code null} if it gave up by itself
	 */
	record NotAcquired(String pool, String host, AcquireOutcome outcome, long waitedNanos, @Nullable Throwable error) {
	}

	/**
	 * A call to which no response came in time.
	 *
	 * @param pool name of the pool
	 * @param host host and port
	 * @param connectionId number of the connection, which is closed
	 * @param request method and path without query, or {@code null} if the request had
	 * not been prepared
	 * @param heldNanos for how long the call had the connection
	 */
	record ResponseTimedOut(String pool, String host, long connectionId, @Nullable String request, long heldNanos) {
	}

	/**
	 * Whether a call is repeated.
	 *
	 * @param pool name of the pool
	 * @param request method and URI template of the call, or path without query
	 * @param outcome what was decided
	 * @param attempts how often the call was tried until now
	 * @param pauseNanos pause before the next attempt, 0 if there is none
	 */
	record RetryDecided(String pool, @Nullable String request, RetryOutcome outcome, int attempts, long pauseNanos) {
	}

	/**
	 * A call that does not end, or whose response was forgotten.
	 *
	 * @param pool name of the pool
	 * @param host host and port
	 * @param connectionId number of the connection
	 * @param request method and URI template of the call, or path without query
	 * @param callSite class, method and line where it was made; where that was not
	 * recorded, class and method of the HTTP interface; {@code null} if none made it
	 * @param heldNanos for how long it has, or had, the connection
	 */
	record Leak(String pool, String host, long connectionId, @Nullable String request, @Nullable String callSite,
			long heldNanos) {
	}

	/**
	 * An event loop was late.
	 *
	 * @param pool name of the pool
	 * @param delayNanos by how much
	 */
	record EventLoopDelayed(String pool, long delayNanos) {
	}

}
