package io.github.httppool.benchmarks.misbehave;

/**
 * What a client could know of the connection on which it sends a request.
 */
enum Ground {

	/** That nothing is wrong with it. */
	CLEAN,

	/**
	 * Nothing yet: the upstream closed it, or wrote surplus bytes, at about the moment at
	 * which it was used.
	 */
	DISTURBED,

	/** That it must not be used any more. */
	SPENT

}
