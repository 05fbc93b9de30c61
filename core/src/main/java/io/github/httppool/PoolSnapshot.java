package io.github.httppool;

import java.util.List;
import java.util.Map;

/**
 * State and counters of one pool, all taken at the same moment: {@code created} always
 * equals {@code active + idle} plus the sum of {@code closed}, and {@code acquired}
 * always equals {@code released + active}.
 *
 * @param name the pool's name
 * @param active connections leased to calls
 * @param idle open connections that wait for a call
 * @param connecting connections being opened
 * @param pending callers waiting for a connection
 * @param maxConnections limit of connections per remote host
 * @param acquired leases given
 * @param reused leases given of a connection that had served before
 * @param released leases ended
 * @param created connections opened
 * @param timeouts callers who got no connection within {@code timeouts.acquire}
 * @param rejected callers refused at once
 * @param failed callers who failed because no connection could be opened
 * @param closed connections closed, by reason; every reason is present
 * @param hosts the hosts there are connections to, dials or callers for
 * @param upgraded of the active connections, those that were upgraded to another
 * protocol, such as WebSocket: they last as long as the application likes, and are never
 * suspected of leaking
 * @param state whether the pool serves calls
 * @param streaming of the active connections, those that long-lived calls have: event
 * streams, calls that have said so, and upgraded connections
 */
public record PoolSnapshot(String name, int active, int idle, int connecting, int pending, int maxConnections,
		long acquired, long reused, long released, long created, long timeouts, long rejected, long failed,
		Map<CloseReason, Long> closed, List<HostSnapshot> hosts, int upgraded, PoolState state, int streaming) {

	/**
	 * Creates a snapshot of a running pool without long-lived calls, whose hosts can be
	 * reached.
	 * @param name the pool's name
	 * @param active connections leased to calls
	 * @param idle open connections that wait for a call
	 * @param connecting connections being opened
	 * @param pending callers waiting for a connection
	 * @param maxConnections limit of connections per remote host
	 * @param acquired leases given
	 * @param reused leases given of a connection that had served before
	 * @param released leases ended
	 * @param created connections opened
	 * @param timeouts callers who got no connection within {@code timeouts.acquire}
	 * @param rejected callers refused at once
	 * @param closed connections closed, by reason; every reason is present
	 * @param hosts the hosts there are connections to, dials or callers for
	 */
	public PoolSnapshot(String name, int active, int idle, int connecting, int pending, int maxConnections,
			long acquired, long reused, long released, long created, long timeouts, long rejected,
			Map<CloseReason, Long> closed, List<HostSnapshot> hosts) {
		this(name, active, idle, connecting, pending, maxConnections, acquired, reused, released, created, timeouts,
				rejected, 0, closed, hosts, 0, PoolState.RUNNING, 0);
	}

	/**
	 * Returns how many connections were closed, for whatever reason.
	 * @return the sum over all reasons
	 */
	public long closedTotal() {
		return this.closed.values().stream().mapToLong(Long::longValue).sum();
	}

}
