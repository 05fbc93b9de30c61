package io.github.httppool;

/**
 * Kind of a {@link PoolEvent}.
 */
public enum PoolEventKind {

	/** A call has ended, with all its attempts. */
	CALL,

	/** A call has ended without a connection. */
	NOT_ACQUIRED,

	/** A connection was opened. */
	DIAL,

	/** A connection could not be opened. */
	DIAL_FAILED,

	/** A connection was closed. */
	CLOSE,

	/** A response is, or may be, leaking. */
	LEAK,

	/**
	 * An attempt of a call has failed, and it was decided whether another one follows.
	 */
	RETRY,

	/** A call was sent on a connection that the server had closed. */
	STALE,

	/** A pool was drained. */
	DRAIN,

	/** A host cannot be reached. */
	CONNECT_FAILING,

	/** A host that could not be reached can be again. */
	CONNECT_RECOVERED,

	/** An event loop ran late, and with it the calls that it serves. */
	EVENT_LOOP_DELAYED

}
