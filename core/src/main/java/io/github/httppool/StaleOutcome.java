package io.github.httppool;

/**
 * What became of a call whose connection the server had closed while it was idle.
 */
public enum StaleOutcome {

	/** It is sent again at once, on a new connection or one that was just used. */
	REPEATED,

	/** It fails with a {@link StaleConnectionException}. */
	FAILED

}
