package io.github.httppool.pool;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Closes what has expired, and collects what others look at: in one visit to each host,
 * as there may be thousands. Each visit is made with the pool's lock held; what is
 * collected is read when all are over.
 */
public final class Sweep {

	private final long now;

	private final List<PoolableConnection> leased = new ArrayList<>();

	private final Map<ConnectionGroup, PoolEntry> named = new LinkedHashMap<>();

	Sweep(long now) {
		this.now = now;
	}

	void visit(HostPool host) {
		host.sweep(this.now);
		host.addLeasedTo(this.leased);
		for (PoolEntry entry : host.entries()) {
			if (entry.address() != null && (entry.is(EntryState.IDLE) || entry.is(EntryState.ACTIVE))) {
				this.named.put(entry.group, entry);
			}
		}
	}

	/**
	 * Returns the connections that calls had.
	 * @return the connections
	 */
	public List<PoolableConnection> leased() {
		return this.leased;
	}

	/**
	 * Returns one connection of each group of alike configured ones whose host is a name,
	 * so that the name is resolved again as it was for them.
	 * @return the slots of the connections
	 */
	public List<PoolEntry> oneOfEachName() {
		return List.copyOf(this.named.values());
	}

}
