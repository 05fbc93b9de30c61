package io.github.httppool;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;

/**
 * What the sockets of a pool can be recognized by, at one moment.
 *
 * @param pool name of the pool
 * @param connections its connections, once they are ready for calls
 * @param peers whom it is or was connected to within the last minutes
 */
public record PoolAddresses(String pool, List<Connected> connections, Set<Peer> peers) {

	/**
	 * A connection, by the ends of its socket. The local port alone would not do: the
	 * kernel gives the same one to sockets whose other ends differ.
	 *
	 * @param id number of the connection
	 * @param localPort local port
	 * @param peer the other end
	 */
	public record Connected(long id, int localPort, Peer peer) {
	}

	/**
	 * The other end of a connection.
	 *
	 * @param host host and port as the pool calls it
	 * @param address the resolved address, that of the proxy if there is one
	 */
	public record Peer(String host, InetSocketAddress address) {
	}

}
