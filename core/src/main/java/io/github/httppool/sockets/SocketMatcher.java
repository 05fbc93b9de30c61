package io.github.httppool.sockets;

import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import io.github.httppool.PoolAddresses;
import io.github.httppool.PoolAddresses.Connected;
import io.github.httppool.PoolAddresses.Peer;
import io.github.httppool.SocketCounts;
import io.github.httppool.SocketState;
import io.github.httppool.SocketsSnapshot;

/**
 * Finds the pools' sockets in the socket table, and counts them. An open socket is a
 * pool's if both its ends match a connection; a socket in TIME_WAIT has no owner, and
 * counts for the pools that connect to its remote end.
 */
final class SocketMatcher {

	private final Map<Ends, Owner> owners = new HashMap<>();

	private final Map<InetSocketAddress, PeerUsers> acquaintances = new HashMap<>();

	private final Map<String, SocketCounts> pools = new LinkedHashMap<>();

	private final Map<String, SocketCounts> hosts = new TreeMap<>();

	private final Map<Long, SocketState> connections = new HashMap<>();

	private SocketCounts total = SocketCounts.NONE;

	private SocketMatcher() {
	}

	/**
	 * Counts the pools' sockets.
	 * @param sockets all sockets of the table
	 * @param pools the addresses of each pool
	 * @return the pools' sockets
	 */
	static SocketsSnapshot take(Collection<TcpSocket> sockets, List<PoolAddresses> pools) {
		SocketMatcher census = new SocketMatcher();
		pools.forEach(census::register);
		sockets.forEach(census::count);
		return new SocketsSnapshot(census.total, census.pools, census.hosts, census.connections);
	}

	private void register(PoolAddresses addresses) {
		String pool = addresses.pool();
		this.pools.put(pool, SocketCounts.NONE);
		addresses.peers().forEach((peer) -> acquaint(pool, peer));
		for (Connected connection : addresses.connections()) {
			Peer peer = connection.peer();
			acquaint(pool, peer);
			this.owners.put(new Ends(connection.localPort(), peer.address()),
					new Owner(pool, peer.host(), connection.id()));
		}
	}

	private void acquaint(String pool, Peer peer) {
		this.hosts.put(peer.host(), SocketCounts.NONE);
		PeerUsers known = this.acquaintances.computeIfAbsent(peer.address(), (address) -> new PeerUsers());
		known.pools.add(pool);
		known.hosts.add(peer.host());
	}

	private void count(TcpSocket socket) {
		if (socket.state() == SocketState.TIME_WAIT) {
			PeerUsers known = this.acquaintances.get(socket.remote());
			if (known != null) {
				count(socket.state(), known.pools, known.hosts);
			}
			return;
		}
		Owner owner = this.owners.get(new Ends(socket.localPort(), socket.remote()));
		if (owner != null) {
			this.connections.put(owner.connection(), socket.state());
			count(socket.state(), Set.of(owner.pool()), Set.of(owner.host()));
		}
	}

	private void count(SocketState state, Set<String> atPools, Set<String> atHosts) {
		this.total = this.total.plus(state);
		atPools.forEach((pool) -> this.pools.computeIfPresent(pool, (name, sum) -> sum.plus(state)));
		atHosts.forEach((host) -> this.hosts.computeIfPresent(host, (name, sum) -> sum.plus(state)));
	}

	/**
	 * The ends of a socket, as far as both the table and a connection know them.
	 */
	private record Ends(int localPort, InetSocketAddress remote) {
	}

	/**
	 * The connection that a socket belongs to.
	 */
	private record Owner(String pool, String host, long connection) {
	}

	/**
	 * The pools and hosts that connect to an address.
	 */
	private static final class PeerUsers {

		private final Set<String> pools = new HashSet<>();

		private final Set<String> hosts = new HashSet<>();

	}

}
