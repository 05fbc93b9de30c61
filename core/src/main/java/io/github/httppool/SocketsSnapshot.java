package io.github.httppool;

import java.util.Map;

/**
 * The sockets of the pools as the operating system sees them, at one moment.
 * <p>
 * Open sockets are those of the pools' connections. A socket in
 * {@link SocketState#TIME_WAIT} belongs to no process; counted are those, of whichever
 * process of the same network namespace, whose other end is an address that a pool is or
 * was connected to within the last minutes. Pools and hosts that share an address share
 * these: they count at each, and once in total.
 *
 * @param total over all pools
 * @param pools by name of the pool; every pool is present
 * @param hosts by host and port; those the pools are or were connected to
 * @param connections state of each connection's socket, by number of the connection
 */
public record SocketsSnapshot(SocketCounts total, Map<String, SocketCounts> pools, Map<String, SocketCounts> hosts,
		Map<Long, SocketState> connections) {

}
