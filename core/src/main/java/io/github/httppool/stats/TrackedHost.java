package io.github.httppool.stats;

import java.net.SocketAddress;

import org.jspecify.annotations.Nullable;

/**
 * One host of a pool, whose demand is recorded if it is among those that are called most.
 */
public final class TrackedHost {

	/** A host that is not recorded asks for a place once in as many calls. */
	private static final int CALLS_BETWEEN = 64;

	private final HostDemands all;

	private final SocketAddress remote;

	private @Nullable HostDemand demand;

	private int untracked;

	private long askedAt;

	/**
	 * Creates a host that is not recorded yet.
	 * @param all the demands of the pool
	 * @param remote the host
	 */
	public TrackedHost(HostDemands all, SocketAddress remote) {
		this.all = all;
		this.remote = remote;
	}

	/**
	 * A call wants a connection.
	 * @param now the time
	 * @return where to record that, or {@code null} if other hosts are called more
	 */
	public @Nullable HostDemand callCame(long now) {
		HostDemand present = demand();
		if (present == null && this.untracked++ % CALLS_BETWEEN == 0) {
			present = this.all.track(this.remote, rate(now), now);
			this.demand = present;
			this.askedAt = now;
		}
		return present;
	}

	private double rate(long now) {
		return (this.untracked > 1) ? (double) CALLS_BETWEEN / Math.max(1, now - this.askedAt) : 0;
	}

	/**
	 * Returns where to record what becomes of calls.
	 * @return the demand, or {@code null} if it is not recorded
	 */
	public @Nullable HostDemand demand() {
		HostDemand present = this.demand;
		if (present != null && present.isDropped()) {
			this.demand = null;
			this.untracked = 1;
			return null;
		}
		return present;
	}

}
