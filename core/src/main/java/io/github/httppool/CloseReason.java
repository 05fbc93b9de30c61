package io.github.httppool;

/**
 * Why a connection was closed. Each closed connection is counted under exactly one of
 * these.
 */
public enum CloseReason {

	/** Idle for longer than {@code pool.max-idle-time}. */
	IDLE_TIMEOUT,

	/** Older than {@code pool.max-life-time}, less its jitter. */
	MAX_LIFETIME,

	/** Has served {@code pool.max-requests-per-connection} requests. */
	MAX_REQUESTS,

	/** The server had announced in {@code Keep-Alive} that it would soon close it. */
	KEEP_ALIVE_HINT,

	/** The server is known to close connections that have been idle this long. */
	KEEP_ALIVE_LEARNED,

	/** The server closed it while it was idle. */
	SERVER_CLOSED_IDLE,

	/** The server closed or reset it after a request and before any response. */
	SERVER_CLOSED_BEFORE_RESPONSE,

	/** The server closed or reset it in the middle of a response. */
	SERVER_CLOSED_MID_RESPONSE,

	/** The request or the response asked for {@code Connection: close}. */
	NOT_PERSISTENT,

	/** The caller gave up before the response was complete. */
	CLIENT_CANCELLED,

	/** A timeout ran out: TLS handshake, response or body. */
	TIMEOUT,

	/**
	 * Closed on request, or because enough others were idle. So is a connection whose SSL
	 * bundle has been reloaded since it was opened, or that leads to an address the name
	 * of its host no longer has. So is one that makes room for an attempt to reach an
	 * address again, and one whose last answers were bad while those on other connections
	 * were good.
	 */
	EVICTED,

	/**
	 * Gave up its slot to a caller that a limit kept from opening a connection, or its
	 * file descriptor when few were left.
	 */
	STOLEN,

	/** In excess of a lowered {@code pool.max-connections}. */
	SHRUNK,

	/** Held by a response that could no longer be closed. */
	LEAK_RECLAIMED,

	/** Closed at shutdown, after its last call had ended. */
	DRAINED,

	/** Closed at shutdown in the middle of a call that did not end in time. */
	ABORTED,

	/** An error of the connection itself, such as bytes that are not HTTP. */
	ERROR

}
