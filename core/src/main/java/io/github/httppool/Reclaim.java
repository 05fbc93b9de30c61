package io.github.httppool;

/**
 * Which leaked leases are ended by the pool.
 */
public enum Reclaim {

	/** None; they are only reported. */
	OFF,

	/** Those whose response nobody can reach any more, and so nobody can close. */
	CONFIRMED,

	/** Those as well that are older than {@code leak-detection.reclaim-after}. */
	AFTER

}
