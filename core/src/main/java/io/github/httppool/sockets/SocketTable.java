package io.github.httppool.sockets;

import java.util.List;
import java.util.Optional;

/**
 * The kernel's table of TCP sockets. Reading it may block, and takes the longer the more
 * sockets there are: some 100 us for each thousand.
 */
@FunctionalInterface
interface SocketTable {

	/**
	 * Reads the table.
	 * @return the sockets of all processes, or nothing if there is no such table here
	 */
	Optional<List<TcpSocket>> read();

}
