package io.github.httppool.netty;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import io.github.httppool.PoolAddresses;
import io.github.httppool.PoolAddresses.Connected;
import io.github.httppool.PoolAddresses.Peer;
import io.netty.channel.Channel;

/**
 * By what the sockets of a pool can be recognized: the ends of its connections, and whom
 * it was connected to lately. Safe for use by many threads.
 */
final class ConnectedSockets {

	/**
	 * Linux keeps a socket for up to a minute while it waits for the other side's close,
	 * and for another minute after that. Then none is left of a connection.
	 */
	private static final long MEMORY_NANOS = TimeUnit.MINUTES.toNanos(2);

	/** Far more than an application calls; one that crawls the web remembers the last. */
	private static final int MAX_PEERS = 1000;

	// Guarded by this, like what follows. By number of the connection.
	private final Map<Long, Connected> open = new LinkedHashMap<>();

	// When each was seen last, in that order.
	private final Map<Peer, Long> lastSeen = new LinkedHashMap<>();

	/**
	 * A connection is ready for calls.
	 */
	synchronized void opened(long id, String host, Channel channel) {
		if (channel.localAddress() instanceof InetSocketAddress local
				&& channel.remoteAddress() instanceof InetSocketAddress remote) {
			this.open.put(id, new Connected(id, local.getPort(), new Peer(host, remote)));
		}
	}

	/**
	 * A connection is closed.
	 */
	synchronized void closed(long id, long now) {
		Connected connection = this.open.remove(id);
		if (connection != null) {
			see(connection.peer(), now);
		}
	}

	private void see(Peer peer, long now) {
		this.lastSeen.remove(peer);
		this.lastSeen.put(peer, now);
		if (this.lastSeen.size() > MAX_PEERS) {
			this.lastSeen.remove(this.lastSeen.keySet().iterator().next());
		}
	}

	synchronized PoolAddresses addresses(String pool, long now) {
		this.lastSeen.values().removeIf((seen) -> now - seen >= MEMORY_NANOS);
		List<Connected> connections = new ArrayList<>(this.open.values());
		Set<Peer> peers = new HashSet<>(this.lastSeen.keySet());
		connections.forEach((connection) -> peers.add(connection.peer()));
		return new PoolAddresses(pool, connections, peers);
	}

}
