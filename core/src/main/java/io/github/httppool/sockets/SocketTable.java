package io.github.httppool.sockets;

import java.util.List;
import java.util.Optional;

/**
 * The kernel's table of TCP sockets. Reading it may block, and takes about 100 us per
 * thousand sockets.
 */
@FunctionalInterface
interface SocketTable {

	/**
	 * Reads the table.
	 * @return the sockets of all processes, or empty if this system has no such table
	 */
	Optional<List<TcpSocket>> read();

	/**
	 * Returns whether this system has such a table.
	 */
	default boolean isPresent() {
		return read().isPresent();
	}

}
