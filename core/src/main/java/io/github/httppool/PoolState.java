package io.github.httppool;

/**
 * Whether a pool serves calls.
 */
public enum PoolState {

	/** It serves all calls. */
	RUNNING,

	/**
	 * It has been taken out by {@link HttpPool#drain()}: it refuses new calls, and those
	 * under way have not all ended yet.
	 */
	DRAINING,

	/**
	 * It refuses all calls and has no connection, until {@link HttpPool#resume()}.
	 */
	DRAINED,

	/** It is closed for good, with all pools of the application. */
	CLOSED

}
