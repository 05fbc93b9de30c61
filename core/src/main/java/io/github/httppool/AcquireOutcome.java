package io.github.httppool;

/**
 * How an attempt to get a connection ended.
 */
public enum AcquireOutcome {

	/** A connection that had served before. */
	REUSED,

	/** A connection that had not served before. */
	NEW,

	/** Nothing within {@code timeouts.acquire}. */
	TIMEOUT,

	/**
	 * Refused: the queue was full, the pool was closed, or no file descriptor was left.
	 */
	REJECTED,

	/** The caller gave up while waiting. */
	CANCELLED,

	/** No connection could be opened. */
	ERROR

}
