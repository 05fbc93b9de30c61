package io.github.httppool;

/**
 * How certain a leak is, and whether the pool has reclaimed it.
 */
public enum LeakKind {

	/** The lease lasts longer than {@code leak-detection.threshold}. */
	SUSPECTED,

	/** The response became unreachable before it was read to its end. */
	CONFIRMED,

	/** The pool has taken the lease back. */
	RECLAIMED

}
