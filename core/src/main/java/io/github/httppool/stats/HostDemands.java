package io.github.httppool.stats;

import java.net.SocketAddress;
import java.util.HashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * What the calls to the hosts of one pool need: of the first {@value #MAX_HOSTS} hosts,
 * and later of those that are called most. Outlives a host's last connection, as some
 * servers close each one after a call.
 */
public final class HostDemands {

	/** Some 25 kB each. */
	static final int MAX_HOSTS = 16;

	/** A host with fewer calls more than another one does not get its place. */
	private static final int BUSIER = 2;

	private final Map<SocketAddress, HostDemand> hosts = new HashMap<>();

	/**
	 * Returns what is known of a host, which gets a place if there is one.
	 * @param remote the host
	 * @param rate calls for each nanosecond, as far as is known
	 * @param now the time
	 * @return its demand, or {@code null} if others are called more
	 */
	@Nullable HostDemand track(SocketAddress remote, double rate, long now) {
		HostDemand known = this.hosts.get(remote);
		if (known != null) {
			return known;
		}
		if (this.hosts.size() == MAX_HOSTS && !makeRoom(rate, now)) {
			return null;
		}
		HostDemand added = new HostDemand(now);
		this.hosts.put(remote, added);
		return added;
	}

	private boolean makeRoom(double rate, long now) {
		SocketAddress least = null;
		double leastRate = Double.MAX_VALUE;
		for (Map.Entry<SocketAddress, HostDemand> host : this.hosts.entrySet()) {
			boolean forgotten = host.getValue().sinceLastCall(now) >= HostDemand.WINDOW_NANOS;
			double hostRate = forgotten ? -1 : (rate > 0) ? host.getValue().rate(now) : 0;
			if (hostRate < leastRate) {
				least = host.getKey();
				leastRate = hostRate;
			}
		}
		if (least == null || (leastRate >= 0 && rate <= BUSIER * leastRate)) {
			return false;
		}
		HostDemand victim = this.hosts.remove(least);
		if (victim != null) {
			victim.drop();
		}
		return true;
	}

	/**
	 * Returns what is known of each host.
	 * @return the demands by host, those of the present
	 */
	public Map<SocketAddress, HostDemand> all() {
		return Map.copyOf(this.hosts);
	}

}
