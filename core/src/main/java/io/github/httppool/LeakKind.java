package io.github.httppool;

/**
 * How certain a leak is, and whether it is mended.
 */
public enum LeakKind {

	/** The lease lasts longer than {@code leak-detection.threshold}. */
	SUSPECTED,

	/** Nobody can reach the response any more, and it was not finished. */
	CONFIRMED,

	/** The pool has taken the lease back. */
	RECLAIMED

}
