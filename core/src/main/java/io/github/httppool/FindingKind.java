package io.github.httppool;

/**
 * What stands out in a pool. Each is shown only while the evidence holds, which its text
 * names. Where a {@link Diagnosis} has the same name, it means the same.
 */
public enum FindingKind {

	/**
	 * Connections carry responses that nobody will read: a larger limit does not help.
	 */
	LEAK,

	/** No connection to a host can be opened. */
	CONNECT_FAILING,

	/**
	 * Calls have their connections for much longer than usual, or until they run into a
	 * time limit: a larger limit would only send the host more calls.
	 */
	SLOW_UPSTREAM,

	/** More calls come than {@code pool.max-connections} connections can serve. */
	POOL_TOO_SMALL,

	/** The server closes idle connections before {@code pool.max-idle-time}. */
	IDLE_LIMIT,

	/** Connections serve hardly more than one call each. */
	CHURN,

	/**
	 * Connections to one host are configured in several ways, so that an idle one of one
	 * kind cannot serve a call that needs another.
	 */
	FRAGMENTED,

	/** The limit is far above what is used: a hint, as that harms nobody by itself. */
	POOL_TOO_LARGE

}
