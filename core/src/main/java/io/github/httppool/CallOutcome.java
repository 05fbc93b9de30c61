package io.github.httppool;

/**
 * How a call has ended.
 */
public enum CallOutcome {

	/** Its response has arrived to its end, whatever its status. */
	COMPLETED,

	/** It has got no response, or only a part of one. */
	FAILED,

	/** The application has given it up, or the rest of its response. */
	CANCELLED

}
