package io.github.httppool;

/**
 * What became of a call whose attempt had failed in a way that another one may not.
 */
public enum RetryOutcome {

	/** It is tried again after a pause. */
	RETRIED,

	/** It is not tried again, as too many repeated attempts are active in its pool. */
	DENIED_BUDGET,

	/** It is not tried again, as it has had all its attempts. */
	EXHAUSTED

}
