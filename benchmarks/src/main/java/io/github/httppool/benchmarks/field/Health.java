package io.github.httppool.benchmarks.field;

/**
 * How the dependency {@code inventory} is.
 */
enum Health {

	/** It answers after 50 ms. */
	WELL,

	/** It takes calls and answers none. */
	HANGING,

	/**
	 * Of twenty calls one is never answered, one after two seconds, and one has its
	 * connection reset.
	 */
	ILL,

	/** It answers each call with 503, after 100 ms. */
	DOWN

}
