package io.github.httppool;

import java.util.Map;

/**
 * The sockets of the pools as the operating system sees them, at one moment.
 * <p>
 * Open sockets are those of the pools' connections. A socket in
 * {@link SocketState#TIME_WAIT} belongs to no process; it is counted, whichever process
 * of the same network namespace opened it, if its other end is an address that a pool is
 * connected to, or was within the last minutes. If pools or hosts share an address, such
 * a socket counts for each of them, and once in the total.
 *
 * @param total over all pools
 * @param pools by name of the pool; every pool is present
 * @param hosts by host and port, for the hosts the pools are or were connected to
 * @param connections state of each connection's socket, by number of the connection
 */
public record SocketsSnapshot(SocketCounts total, Map<String, SocketCounts> pools, Map<String, SocketCounts> hosts,
		Map<Long, SocketState> connections) {

}
