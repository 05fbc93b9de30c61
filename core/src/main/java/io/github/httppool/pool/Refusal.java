package io.github.httppool.pool;

/**
 * Why a pool does not serve a caller, whatever connections it has.
 */
enum Refusal {

	/** The pool is closed. */
	CLOSED,

	/** The pool is taken out of use. */
	TAKEN_OUT,

	/**
	 * The call wants an event stream again that the drain under way has ended.
	 */
	ENDED_STREAM,

	/** The call was aborted by a drain before it asked again. */
	ABORTED

}
