package io.github.httppool;

/**
 * Why a connection was closed. Every connection that was ever created and is no longer
 * open is counted under exactly one of these.
 */
public enum CloseReason {

	/** Idle for longer than {@code pool.max-idle-time}. */
	IDLE_TIMEOUT,

	/** Older than {@code pool.max-life-time}, less its jitter. */
	MAX_LIFETIME,

	/** Has served {@code pool.max-requests-per-connection} requests. */
	MAX_REQUESTS,

	/** The server said in {@code Keep-Alive} that it was about to close it. */
	KEEP_ALIVE_HINT,

	/** The server is known to close connections that are idle for so long. */
	KEEP_ALIVE_LEARNED,

	/** The server closed it while it was idle. */
	SERVER_CLOSED_IDLE,

	/** The server closed or reset it after a request and before any answer. */
	SERVER_CLOSED_BEFORE_RESPONSE,

	/** The server closed or reset it in the middle of an answer. */
	SERVER_CLOSED_MID_RESPONSE,

	/** Request or answer asked for {@code Connection: close}. */
	NOT_PERSISTENT,

	/** The caller gave up before the answer was complete. */
	CLIENT_CANCELLED,

	/** A timeout ran out: TLS handshake, response or body. */
	TIMEOUT,

	/** Closed on request, or because enough others were idle. */
	EVICTED,

	/** Gave up its slot to a caller whom a limit kept from opening a connection. */
	STOLEN,

	/** One more than a lowered {@code pool.max-connections} allows. */
	SHRUNK,

	/** Held by a response that nobody could close any more. */
	LEAK_RECLAIMED,

	/** Closed at shutdown, after its last call had ended. */
	DRAINED,

	/** Closed at shutdown in the middle of a call that did not end in time. */
	ABORTED,

	/** An error of the connection itself, such as bytes that are not HTTP. */
	ERROR

}
