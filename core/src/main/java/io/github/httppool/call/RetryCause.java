package io.github.httppool.call;

/**
 * What has kept an attempt from a response that its caller wants, and may not keep the
 * next one from it. All else that goes wrong would go wrong again, or is the
 * application's.
 */
public enum RetryCause {

	/** No connection could be opened: nothing was sent. */
	CONNECT,

	/** The server has closed or reset the connection before it answered. */
	CONNECTION_LOST,

	/** No response has begun in time. */
	RESPONSE_TIMEOUT,

	/** A response with one of the statuses that are given up for another attempt. */
	STATUS

}
