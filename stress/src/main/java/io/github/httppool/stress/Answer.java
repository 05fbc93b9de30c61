package io.github.httppool.stress;

/**
 * How a caller has fared.
 */
public enum Answer {

	/** It waits, or has not come yet. */
	WAITS,

	/** It got a connection; if it is cancelled later, it gives the connection back. */
	SERVED,

	/** It was cancelled and has left the queue. */
	LEFT_QUEUE,

	/** It was cancelled while its connection was on the way, which went back unused. */
	RETURNED_UNUSED,

	/** The pool was closed. */
	REFUSED,

	/** It has waited too long. */
	TIMED_OUT,

	/** The dial for it has failed. */
	UNREACHABLE

}
