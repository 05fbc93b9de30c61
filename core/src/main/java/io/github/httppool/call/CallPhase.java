package io.github.httppool.call;

/**
 * What a call waits for, in the order in which it usually does. A call that is redirected
 * or repeated begins again with {@link #QUEUED}.
 */
public enum CallPhase {

	/** A connection, idle or new. */
	QUEUED,

	/** The connection that was opened for it, or for another call that was in need. */
	CONNECTING,

	/** The request to be sent. */
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
