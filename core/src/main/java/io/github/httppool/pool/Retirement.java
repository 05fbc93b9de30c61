package io.github.httppool.pool;

import java.util.List;
import java.util.Set;

import io.github.httppool.CloseReason;

/**
 * Takes connections out of use of which something has become known that concerns their
 * further calls only: idle ones at once, active ones after their calls, those being
 * opened when they arrive. All methods are called with the pool's lock held.
 */
final class Retirement {

	private final RemoteHosts hosts;

	Retirement(RemoteHosts hosts) {
		this.hosts = hosts;
	}

	/**
	 * Returns the slots taken, for a choice that is made with the lock free.
	 */
	List<Slot> slots() {
		return this.hosts.entries().stream().map(PoolEntry::slot).toList();
	}

	/**
	 * Retires connections.
	 * @param ids their numbers; those that are closed meanwhile are left out
	 */
	void retire(Set<Long> ids, CloseReason reason, long now) {
		this.hosts.entries()
			.stream()
			.filter((entry) -> ids.contains(entry.id()))
			.forEach((entry) -> retire(entry, reason, now));
	}

	private static void retire(PoolEntry entry, CloseReason reason, long now) {
		if (entry.is(EntryState.IDLE)) {
			entry.group.host.retire(entry, reason, now);
		}
		else if (entry.doom == null) {
			entry.doom = reason;
		}
	}

}
