package io.github.httppool.pool;

import java.util.List;

import io.github.httppool.CloseReason;
import io.github.httppool.PoolState;

/**
 * Ends what goes on in a pool, for good or until it is used again: first whatever serves
 * no call, later, if need be, the calls as well. All methods are called with the pool's
 * lock held.
 */
final class PoolShutdown {

	private final PoolContext context;

	private final RemoteHosts hosts;

	private final AcquireQueue queue;

	private final IdleEviction eviction;

	private final CallsUnderWay underWay;

	PoolShutdown(PoolContext context, RemoteHosts hosts, AcquireQueue queue, IdleEviction eviction,
			CallsUnderWay underWay) {
		this.context = context;
		this.hosts = hosts;
		this.queue = queue;
		this.eviction = eviction;
		this.underWay = underWay;
	}

	/**
	 * Refuses waiting and new callers, cancels the dials, closes idle connections, and
	 * active ones when they are returned.
	 */
	void close(long now) {
		this.context.admission.become(PoolState.CLOSED);
		this.context.floors.clear(this.context.pool);
		this.hosts.all().forEach(HostPool::endBackoffs);
		this.queue.refuseAll(Refusal.CLOSED, now);
		closeUnused(now);
	}

	/**
	 * Closes idle connections and cancels the dials that no caller waits for.
	 */
	void closeUnused(long now) {
		this.eviction.evictAll(CloseReason.DRAINED, now);
		for (PoolEntry entry : this.hosts.entries()) {
			if (entry.is(EntryState.CONNECTING) && entry.group.firstWaiter() == null) {
				giveUpDial(entry);
			}
		}
	}

	/**
	 * One that is only about to begin is cancelled when it has.
	 */
	private void giveUpDial(PoolEntry entry) {
		entry.giveUp();
		PendingDial dial = entry.dial();
		if (dial != null) {
			this.context.lock.runAfterUnlock(dial::cancel);
		}
	}

	/**
	 * Leaves nothing open and nothing to be done later, unless there is a caller for it.
	 */
	void rest(long now) {
		closeUnused(now);
		for (HostPool host : this.hosts.copy()) {
			host.endBackoffs();
			host.dialForWaiters(now);
			host.removeIfUnused();
		}
	}

	/**
	 * Ends all calls that are under way, wherever they are. A caller whose connection is
	 * on its way comes back to ask for another one, and is refused then.
	 */
	void abortCalls(long now) {
		List<PendingAcquire> aborted = this.underWay.callers();
		this.context.admission.drains().forEach((drain) -> drain.aborted(aborted));
		abortLeases(now);
		this.queue.refuseAll(Refusal.ABORTED, now);
		this.context.admission.abortBetween();
	}

	/**
	 * Closes the connections that are active in the middle of their calls.
	 * @return how many
	 */
	int abortLeases(long now) {
		List<PoolEntry> active = this.hosts.entries().stream().filter((entry) -> entry.is(EntryState.ACTIVE)).toList();
		active.forEach((entry) -> entry.group.host.abort(entry, CloseReason.ABORTED, now));
		return active.size();
	}

}
