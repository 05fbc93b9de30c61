package io.github.httppool;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;

/**
 * The addresses by which a pool's sockets can be recognized, at one moment.
 *
 * @param pool name of the pool
 * @param connections its connections, once they are ready for calls
 * @param peers the remote ends it is connected to, or was within the last minutes
 */
public record PoolAddresses(String pool, List<Connected> connections, Set<Peer> peers) {

	/**
	 * A connection, identified by the ends of its socket. The local port alone is not
	 * enough: the kernel gives the same port to sockets with different remote ends.
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
	 * @param host host and port, as named in the pool
	 * @param address the resolved address; the proxy's if there is a proxy
	 */
	public record Peer(String host, InetSocketAddress address) {
	}

}
