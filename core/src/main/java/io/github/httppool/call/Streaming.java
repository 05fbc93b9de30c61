package io.github.httppool.call;

/**
 * What is known of a call before its response: whether it is going to keep its connection
 * for as long as it likes. Only some of a pool's connections are for such calls.
 */
public enum Streaming {

	/** Nothing is known: a call has an end, unless its response says otherwise. */
	UNKNOWN,

	/**
	 * The call accepts nothing but an event stream. Its response may be something else,
	 * an error for one, and is treated as what it is.
	 */
	REQUESTED,

	/**
	 * The application says so, whatever the response is: a long poll for one, which
	 * nobody else can know of.
	 */
	DECLARED

}
