package io.github.httppool;

/**
 * Why a call fails, as far as the evidence of that moment shows. The message of the
 * exception names the evidence.
 */
public enum Diagnosis {

	/**
	 * At least half of the connections to the host carry responses that the application
	 * has and does not read, or has dropped. Close each response, or read it to its end.
	 */
	LEAK,

	/**
	 * The host takes much longer than it usually does. A larger pool would only send it
	 * more; see what is wrong there.
	 */
	SLOW_UPSTREAM,

	/**
	 * The host is as fast as usual, but there are more calls than
	 * {@code pool.max-connections} connections can serve. The message says how many it
	 * would take.
	 */
	POOL_TOO_SMALL,

	/**
	 * No connection to the host can be opened: attempts fail, or come to no end. See
	 * whether it is up and can be reached.
	 */
	CONNECT_FAILING,

	/**
	 * The host may have more connections, but {@code httppool.max-total-connections} is
	 * used up: by other hosts and pools, or by this host, whose calls need more
	 * connections than that.
	 */
	TOTAL_LIMIT,

	/**
	 * The call is a long-lived one, such as an event stream, and as many of these are
	 * open to the host as {@code pool.max-streaming-connections} allows.
	 */
	STREAMING_LIMIT,

	/** Nothing stands out; the figures are all there is to go by. */
	NONE

}
