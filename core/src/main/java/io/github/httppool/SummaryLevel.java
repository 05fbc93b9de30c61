package io.github.httppool;

/**
 * How a pool is, at this moment and within the last minute. What has happened earlier
 * does not count, so that a pool which has recovered is shown as such.
 */
public enum SummaryLevel {

	/** No call within the last minute, and none under way; or the pool is closed. */
	UNUSED,

	/** Calls get their connections. */
	OK,

	/**
	 * At least four fifths of the connections that a host may have are in use, or calls
	 * wait for connections that are being opened.
	 */
	BUSY,

	/**
	 * Calls wait while all connections are in use, have run into a time limit, or a
	 * connection was leaked, a host cannot be reached, or the pool takes no new calls.
	 */
	WARNING,

	/**
	 * Calls have failed for want of a connection, or leaks hold at least half of the
	 * connections that a host may have.
	 */
	CRITICAL

}
