package io.github.httppool;

/**
 * What a call went wrong with, in one word. It names where the fault lies, as far as this
 * side can see it.
 */
public enum CallFlag {

	/** Nothing: its response has arrived to its end, with a status below 500. */
	OK,

	/** It got no connection: none became free in time, or it was refused at once. */
	QUEUE,

	/** No connection could be opened for it: DNS, TCP, TLS or a proxy. */
	DIAL,

	/**
	 * Its connection was lost: reset, or closed by the server before the response was
	 * whole.
	 */
	RESET,

	/**
	 * The server's answer is at fault: a status of 500 or more, something that is not
	 * HTTP, or a response that is larger than the client takes.
	 */
	SERVER,

	/**
	 * One of its limits has passed while it had a connection, or before it asked for one.
	 */
	TIMEOUT,

	/**
	 * The application has given it up, or it was still under way when the application
	 * stopped.
	 */
	CANCELLED,

	/**
	 * The application itself has failed: its request could not be sent as it was, or its
	 * own code has thrown.
	 */
	CLIENT,

	/**
	 * The application has dropped its response, or held it for longer than
	 * {@code leak-detection.reclaim-after}, and the pool has taken it back.
	 */
	LEAKED

}
