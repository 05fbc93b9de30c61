package io.github.httppool.pool;

import java.util.Set;

import io.github.httppool.CloseReason;

/**
 * Closes idle connections before anybody wants them. All methods are called with the
 * pool's lock held.
 */
final class IdleEviction {

	private final RemoteHosts hosts;

	IdleEviction(RemoteHosts hosts) {
		this.hosts = hosts;
	}

	/**
	 * Closes all idle connections.
	 * @return how many
	 */
	int evictAll(CloseReason reason, long now) {
		return this.hosts.all().stream().mapToInt((host) -> host.evictIdle(reason, now)).sum();
	}

	/**
	 * Closes those of the given connections that are idle.
	 * @param ids numbers of the connections
	 */
	void evict(Set<Long> ids, CloseReason reason, long now) {
		this.hosts.entries()
			.stream()
			.filter((entry) -> entry.is(EntryState.IDLE) && ids.contains(entry.id()))
			.forEach((entry) -> entry.group.host.retire(entry, reason, now));
	}

}
