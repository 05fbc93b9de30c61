package io.github.httppool.actuate;

import io.github.httppool.FleetSnapshot;

/**
 * How the limit that a pool shares with other instances of the application is divided.
 *
 * @param replicas by how many instances it is divided
 * @param source who has counted them: {@code property} or {@code discovery}
 * @param fleetMaxConnections connections per remote host over all instances
 */
public record FleetDescriptor(int replicas, String source, int fleetMaxConnections) {

	static FleetDescriptor of(FleetSnapshot fleet) {
		return new FleetDescriptor(fleet.replicas(), fleet.discovered() ? "discovery" : "property",
				fleet.maxConnections());
	}

}
