package io.github.httppool.netty;

/**
 * The limits of a call that has a connection.
 */
enum CallLimit {

	/** From the request sent to the head of the response. */
	RESPONSE,

	/** Between two pieces of the response. */
	READ_IDLE,

	/** For the server to take more of the request. */
	WRITE_IDLE,

	/** The whole call, by its own limit or that of its pool. */
	TOTAL,

	/** The deadline of the code that makes the call. */
	SCOPE

}
