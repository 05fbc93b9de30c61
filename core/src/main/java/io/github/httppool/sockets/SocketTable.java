package io.github.httppool.sockets;

import java.util.List;
import java.util.Optional;

import io.github.httppool.SocketState;

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
	 * Tells whether any socket may be in a state, as far as that takes less than to read
	 * the table.
	 * @param state the state
	 * @return {@code false} if none is, or the table cannot be read
	 */
	default boolean mayHave(SocketState state) {
		return true;
	}

	/**
	 * Returns whether this system has such a table.
	 */
	default boolean isPresent() {
		return read().isPresent();
	}

}
