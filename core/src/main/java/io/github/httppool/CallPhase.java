package io.github.httppool;

/**
 * What a call waits for, in the usual order. A call that is redirected or repeated starts
 * again at {@link #QUEUED}. Every moment of a call belongs to exactly one phase.
 * <p>
 * Connections are opened for waiting calls, but serve whichever call is the first in the
 * queue. While a call waits, its phase is that of the connection that is being opened for
 * it, if there is one. When it gets a connection, its wait counts by that one: a new
 * connection that was opened meanwhile gives {@link #CONNECTING}, {@link #DNS},
 * {@link #TCP} and {@link #TLS}, as far as the call has waited for these; of any other,
 * all of the wait is {@link #QUEUED}.
 */
public enum CallPhase {

	/** A connection that becomes free. */
	QUEUED,

	/**
	 * A connection being opened, as far as that is none of the next three phases: an
	 * event loop to open it, or the response of a proxy.
	 */
	CONNECTING,

	/** An address for the name of the host, or of the proxy. */
	DNS,

	/** The TCP connection to the host or the proxy, over all addresses that are tried. */
	TCP,

	/** The TLS handshake. */
	TLS,

	/** The sending of the request. */
	SENDING,

	/** The head of the response. */
	WAITING,

	/** The rest of the response. */
	RECEIVING,

	/** The pause before it is tried again, without a connection. */
	PAUSED,

	/** Nothing more. */
	DONE

}
