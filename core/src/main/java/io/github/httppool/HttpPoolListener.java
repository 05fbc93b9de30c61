package io.github.httppool;

import java.time.Duration;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Receives the events of the pools. Beans of this type are called in order, on the thread
 * that causes the event, often an event loop, so they must not block. An exception thrown
 * by a listener is logged and never affects a call. All times are in nanoseconds.
 * <p>
 * Events of one thread are published in order; an event that a listener causes is
 * published after all listeners have received the current one. The end of a lease is
 * never published before its beginning, and each request for a connection is published
 * with one outcome: acquired, rejected, timed out, cancelled or failed.
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
	 * A host cannot be reached: both the first attempt to connect to it and the one after
	 * the first pause have failed, and nothing is connected to it. Published once, until
	 * {@link #connectRecovered} or until nobody calls the host any more; once for each
	 * configuration if its connections are configured differently.
	 * @param event what fails
	 */
	default void connectFailing(ConnectFailing event) {
	}

	/**
	 * A host that could not be reached can be again.
	 * @param event what has recovered
	 */
	default void connectRecovered(ConnectRecovered event) {
	}

	/**
	 * A connection was closed.
	 * @param event what was closed and why
	 */
	default void closed(Closed event) {
	}

	/**
	 * A caller was refused because the queue was full, the pool was closed, or the
	 * process was out of file descriptors.
	 * @param event what was refused
	 */
	default void rejected(NotAcquired event) {
	}

	/**
	 * A caller got no connection in time.
	 * @param event what timed out
	 */
	default void timedOut(NotAcquired event) {
	}

	/**
	 * A caller gave up while waiting for a connection.
	 * @param event what was cancelled
	 */
	default void cancelled(NotAcquired event) {
	}

	/**
	 * A caller failed because no connection could be opened.
	 * @param event what failed
	 */
	default void failed(NotAcquired event) {
	}

	/**
	 * A call fails because its response did not begin in time: within the pool's
	 * {@code timeouts.response}, or within its client's own read timeout.
	 * @param event what timed out
	 */
	default void responseTimedOut(ResponseTimedOut event) {
	}

	/**
	 * A call was sent on a connection that the server had closed while it was idle, or
	 * closed just then, and has got nothing of a response.
	 * @param event what becomes of the call
	 */
	default void foundStale(FoundStale event) {
	}

	/**
	 * An attempt of a call has failed in a way that another one may not, and it is
	 * decided whether there is one.
	 * @param event what was decided
	 */
	default void retryDecided(RetryDecided event) {
	}

	/**
	 * A call has ended, with all its attempts: its response has arrived or was given up,
	 * or it has failed. Listeners may hear of the end of its lease before or after.
	 * Phases are only added up for listeners that override this method.
	 * @param event what has ended
	 */
	default void callEnded(CallEnded event) {
	}

	/**
	 * A pool was drained, alone or with all pools at shutdown. Published once for each
	 * drain in which there was anything to drain.
	 * @param receipt what has become of the calls
	 */
	default void drained(DrainReceipt receipt) {
	}

	/**
	 * A call has held its connection for longer than {@code leak-detection.threshold}.
	 * @param event what may be leaking
	 */
	default void leakSuspected(Leak event) {
	}

	/**
	 * A response became unreachable before it was read to its end, so the application can
	 * no longer read or close it. If it had arrived in full, its connection was free
	 * already, and only its buffers were still held.
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
	 * An event loop ran a timer at least 50 ms late: application code, the garbage
	 * collector or a lack of CPU delayed it, and with it the calls that it serves.
	 * Published for each pool, because all pools share the event loops.
	 * @param event how late it was
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
	 * @param waitedNanos how long the caller waited
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
	 * @param phases how long {@link CallPhase#CONNECTING}, {@link CallPhase#DNS},
	 * {@link CallPhase#TCP} and {@link CallPhase#TLS} have lasted, as far as there were
	 * any
	 */
	record Created(String pool, String host, long connectionId, long tookNanos, Map<CallPhase, Duration> phases) {
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
	 * A host cannot be reached.
	 *
	 * @param pool name of the pool
	 * @param host host and port
	 * @param attempts attempts to connect that have failed in a row
	 * @param sinceNanos time since the first of them failed
	 * @param error what the last one failed with
	 */
	record ConnectFailing(String pool, String host, int attempts, long sinceNanos, Throwable error) {
	}

	/**
	 * A host can be reached again.
	 *
	 * @param pool name of the pool
	 * @param host host and port
	 * @param attempts attempts to connect that had failed in a row
	 * @param sinceNanos time since the first of them failed
	 */
	record ConnectRecovered(String pool, String host, int attempts, long sinceNanos) {
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
	 * @param waitedNanos how long the caller waited
	 * @param error the exception the caller got, or {@code null} if the caller gave up
	 */
	record NotAcquired(String pool, String host, AcquireOutcome outcome, long waitedNanos, @Nullable Throwable error) {
	}

	/**
	 * A call whose response did not begin in time.
	 *
	 * @param pool name of the pool
	 * @param host host and port
	 * @param connectionId number of the connection, which is closed
	 * @param request method and path without query, or {@code null} if the request had
	 * not been prepared
	 * @param heldNanos how long the call held the connection
	 */
	record ResponseTimedOut(String pool, String host, long connectionId, @Nullable String request, long heldNanos) {
	}

	/**
	 * A call whose connection was closed by the server before the call could use it.
	 *
	 * @param pool name of the pool
	 * @param host host and port
	 * @param connectionId number of the connection
	 * @param request method and URI template of the call, or path without query;
	 * {@code null} if it is not known
	 * @param outcome what becomes of the call
	 * @param idleNanos how long the connection had been idle before
	 * @param requests how many calls it had served before
	 */
	record FoundStale(String pool, String host, long connectionId, @Nullable String request, StaleOutcome outcome,
			long idleNanos, long requests) {
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
	 * A call that has ended.
	 *
	 * @param pool name of the pool
	 * @param host host and port of its last request
	 * @param request method and URI template of the call, or path without query;
	 * {@code null} if it was not made by one of the pool's clients
	 * @param attempts how often it has needed a connection: once, plus once for each
	 * redirect and each further attempt
	 * @param outcome how it has ended
	 * @param phases how long each phase has lasted, in all attempts together: those that
	 * have lasted for any time, in their order
	 */
	record CallEnded(String pool, String host, @Nullable String request, int attempts, CallOutcome outcome,
			Map<CallPhase, Duration> phases) {

		/**
		 * Returns how long the call has lasted.
		 * @return the sum of all phases
		 */
		public Duration elapsed() {
			return this.phases.values().stream().reduce(Duration.ZERO, Duration::plus);
		}

	}

	/**
	 * A call that does not end, or whose response became unreachable.
	 *
	 * @param pool name of the pool
	 * @param host host and port
	 * @param connectionId number of the connection
	 * @param request method and URI template of the call, or path without query
	 * @param callSite class, method and line where it was made; if that was not recorded,
	 * class and method of the HTTP interface, or {@code null} if it was not made through
	 * one
	 * @param heldNanos how long it has held, or held, the connection
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
