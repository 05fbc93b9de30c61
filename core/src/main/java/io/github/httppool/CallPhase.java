package io.github.httppool;

/**
 * What a call waits for, in the usual order. A redirected call starts again at
 * {@link #QUEUED}.
 */
public enum CallPhase {

	/** A connection, idle or new. */
	QUEUED,

	/** A connection being opened for it or for another call. */
	CONNECTING,

	/** The sending of the request. */
	SENDING,

	/** The head of the response. */
	WAITING,

	/** The rest of the response. */
	RECEIVING,

	/** Nothing more. */
	DONE

}
