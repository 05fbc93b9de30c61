package io.github.httppool;

/**
 * Which leaked leases are ended by the pool.
 */
public enum Reclaim {

	/** None; they are only reported. */
	OFF,

	/**
	 * Those whose response is unreachable, so that the application can no longer close
	 * it.
	 */
	CONFIRMED,

	/** Those, and also any that are older than {@code leak-detection.reclaim-after}. */
	AFTER

}
