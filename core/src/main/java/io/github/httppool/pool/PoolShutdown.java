package io.github.httppool.pool;

import java.util.List;

import io.github.httppool.CloseReason;

/**
 * Closes a pool: first whatever serves no call, later, if need be, the calls as well. All
 * methods are called with the pool's lock held.
 */
final class PoolShutdown {

	private final PoolContext context;

	private final RemoteHosts hosts;

	private final AcquireQueue queue;

	private final IdleEviction eviction;

	PoolShutdown(PoolContext context, RemoteHosts hosts, AcquireQueue queue, IdleEviction eviction) {
		this.context = context;
		this.hosts = hosts;
		this.queue = queue;
		this.eviction = eviction;
	}

	/**
	 * Refuses waiting and new callers, cancels the dials, closes idle connections, and
	 * active ones when they are returned.
	 */
	void close(long now) {
		this.context.close();
		this.hosts.all().forEach(HostPool::endBackoffs);
		this.queue.refuseAll(now);
		this.eviction.evictAll(CloseReason.DRAINED, now);
		this.hosts.entries().forEach(this::cancelDial);
	}

	private void cancelDial(PoolEntry entry) {
		PendingDial dial = entry.dial();
		if (dial != null) {
			this.context.lock.runAfterUnlock(dial::cancel);
		}
	}

	/**
	 * Closes the connections that are active in the middle of their calls.
	 * @return how many
	 */
	int abort(long now) {
		List<PoolEntry> active = this.hosts.entries().stream().filter((entry) -> entry.is(EntryState.ACTIVE)).toList();
		for (PoolEntry entry : active) {
			entry.group.host.abort(entry, now);
		}
		return active.size();
	}

}
