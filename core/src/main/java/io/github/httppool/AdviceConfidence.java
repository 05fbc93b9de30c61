package io.github.httppool;

/**
 * How far an advice can be relied on.
 */
public enum AdviceConfidence {

	/**
	 * A hint: few calls, or a short time, or measured while something was wrong, such as
	 * a limit that held callers back. Look again after a change.
	 */
	LOW,

	/** At least a minute and 200 calls. */
	MEDIUM,

	/** At least four minutes and 1000 calls, none of them held back. */
	HIGH

}
