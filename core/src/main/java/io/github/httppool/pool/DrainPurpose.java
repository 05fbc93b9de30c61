package io.github.httppool.pool;

/**
 * What a pool is drained for.
 */
public enum DrainPurpose {

	/**
	 * The application stops. New calls are served meanwhile, and after the drain.
	 */
	STOP,

	/**
	 * The application is closed. New calls are served meanwhile, then the pool is closed.
	 */
	CLOSE,

	/**
	 * The pool is taken out of use. New calls are refused from the beginning, until it is
	 * resumed.
	 */
	TAKE_OUT

}
