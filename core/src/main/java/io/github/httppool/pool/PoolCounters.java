package io.github.httppool.pool;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import io.github.httppool.CloseReason;
import io.github.httppool.HostSnapshot;
import io.github.httppool.PoolSnapshot;
import io.github.httppool.PoolState;

/**
 * What a pool has done. Guarded by the pool's lock, so that the figures agree with each
 * other at every moment.
 */
final class PoolCounters {

	private static final CloseReason[] REASONS = CloseReason.values();

	private final long[] closed;

	long acquired;

	long reused;

	long released;

	long created;

	long timeouts;

	long rejected;

	long failed;

	PoolCounters() {
		this.closed = new long[REASONS.length];
	}

	private PoolCounters(PoolCounters copied) {
		this.closed = copied.closed.clone();
		this.acquired = copied.acquired;
		this.reused = copied.reused;
		this.released = copied.released;
		this.created = copied.created;
		this.timeouts = copied.timeouts;
		this.rejected = copied.rejected;
		this.failed = copied.failed;
	}

	/**
	 * Returns the figures of this moment.
	 */
	PoolCounters copy() {
		return new PoolCounters(this);
	}

	void closed(CloseReason reason) {
		this.closed[reason.ordinal()]++;
	}

	PoolSnapshot snapshot(String name, ConnectionCounts counts, int maxConnections, List<HostSnapshot> hosts,
			PoolState state) {
		return new PoolSnapshot(name, counts.active(), counts.idle(), counts.connecting(), counts.pending(),
				maxConnections, this.acquired, this.reused, this.released, this.created, this.timeouts, this.rejected,
				this.failed, closedByReason(), hosts, counts.upgraded(), state, counts.streaming());
	}

	private Map<CloseReason, Long> closedByReason() {
		Map<CloseReason, Long> byReason = new EnumMap<>(CloseReason.class);
		for (CloseReason reason : REASONS) {
			byReason.put(reason, this.closed[reason.ordinal()]);
		}
		return Collections.unmodifiableMap(byReason);
	}

}
