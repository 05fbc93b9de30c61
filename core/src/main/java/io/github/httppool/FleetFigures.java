package io.github.httppool;

import java.util.Optional;

/**
 * Tells which pools share a limit with other instances of the application. May be asked
 * by any thread, and does not block.
 */
@FunctionalInterface
public interface FleetFigures {

	/** No pool shares its limit. */
	FleetFigures NONE = (pool) -> Optional.empty();

	/**
	 * Returns how the limit of a pool is divided now.
	 * @param pool name of the pool
	 * @return nothing if the pool has no such limit
	 */
	Optional<FleetSnapshot> of(String pool);

}
