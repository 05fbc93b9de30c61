package io.github.httppool;

/**
 * What a call waits for, in the usual order. A call that is redirected or repeated starts
 * again at {@link #QUEUED}.
 */
public enum CallPhase {

	/** A connection, idle or being opened. */
	QUEUED,

	/**
	 * A connection being opened for it or for another call. What part of the wait this
	 * was is known when the connection is there; until then the call is {@link #QUEUED}.
	 */
	CONNECTING,

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
