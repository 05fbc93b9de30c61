package io.github.httppool.pool;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;

import io.github.httppool.CloseReason;
import io.github.httppool.FileDescriptorsSnapshot;
import org.jspecify.annotations.Nullable;

/**
 * Decides how many connections to one remote host are dialed, and for which callers: as
 * many as waiting callers need and the limits allow. All methods are called with the
 * pool's lock held.
 */
final class DialPlanner {

	/** HTTP/1.1 answers one request after the other. */
	private static final int CALLS_AT_ONCE = 1;

	private final PoolContext context;

	private final HostPool host;

	private final DialStarter dials;

	DialPlanner(PoolContext context, HostPool host, DialStarter dials) {
		this.context = context;
		this.host = host;
		this.dials = dials;
	}

	void dialForWaiters(long now) {
		this.context.lock.assertHeld();
		List<ConnectionGroup> groups = this.host.groups();
		if (groups.size() == 1) {
			dialFor(groups.get(0), now);
			return;
		}
		List<ConnectionGroup> waiting = new ArrayList<>(groups);
		waiting.removeIf((group) -> group.firstWaiter() == null);
		waiting.sort(Comparator.comparingLong(DialPlanner::firstArrival));
		waiting.forEach((group) -> dialFor(group, now));
	}

	private static long firstArrival(ConnectionGroup group) {
		PendingAcquire first = group.firstWaiter();
		return (first != null) ? first.arrival : Long.MAX_VALUE;
	}

	private void dialFor(ConnectionGroup group, long now) {
		int comingFree = this.host.counts().closing();
		for (int missing = group.missingDials(now); missing > 0; missing--) {
			PendingAcquire cause = group.nextToDialFor();
			if (cause == null) {
				return;
			}
			if (this.host.slotsTaken() + group.dials().heldBack() < this.context.limits().maxConnections()) {
				if (!dial(group, cause, now)) {
					return;
				}
			}
			else if (comingFree > 0) {
				comingFree--;
			}
			else if (!giveUpIdleFor(cause, group, now)) {
				return;
			}
		}
	}

	/**
	 * Has an idle connection that the caller cannot use give up its slot.
	 */
	private boolean giveUpIdleFor(PendingAcquire waiter, ConnectionGroup group, long now) {
		PoolEntry oldest = this.host.leastRecentlyUsed(waiter.refusesIdle() ? null : group);
		if (oldest == null) {
			return false;
		}
		this.host.retire(oldest, CloseReason.STOLEN, now);
		return true;
	}

	/**
	 * Dials for a caller, or holds the dial back until a slot and a descriptor are free.
	 * @return false if the dial is refused, as nothing could free a descriptor
	 */
	private boolean dial(ConnectionGroup group, PendingAcquire cause, long now) {
		TotalLimit total = this.context.total;
		FileDescriptorsSnapshot exhausted = total.descriptors.knownExhausted(now);
		if (exhausted != null) {
			return awaitDescriptor(group, cause, exhausted, now);
		}
		if (total.take()) {
			begin(group, cause::dialConfig, now);
		}
		else {
			holdBack(group, cause, now);
		}
		return true;
	}

	/**
	 * Has a connection of ours closed for the dial, or waits until one ends. Others may
	 * give up descriptors, too, of which nobody tells.
	 */
	private boolean awaitDescriptor(ConnectionGroup group, PendingAcquire cause, FileDescriptorsSnapshot exhausted,
			long now) {
		if (this.context.total.isUnused()) {
			this.host.refuseDials(group, exhausted, now);
			return false;
		}
		group.dials().isHeldBackBy(this.context.failures.descriptorsExhausted(this.host, 0, exhausted, now));
		holdBack(group, cause, now);
		this.context.alarm.ringAt(now + DescriptorGuard.VALID_NANOS, now);
		return true;
	}

	private void holdBack(ConnectionGroup group, PendingAcquire cause, long now) {
		group.dials().holdBack();
		this.context.total.holdBack(cause, now);
	}

	/**
	 * Dials for callers who were turned away in the pause that has ended, if none waits
	 * and there is room: nothing else gives way to it.
	 */
	void probe(ConnectionGroup group, DialConfig config, long now) {
		TotalLimit total = this.context.total;
		boolean hasRoom = this.host.slotsTaken() < this.context.limits().maxConnections()
				&& total.descriptors.knownExhausted(now) == null;
		if (group.hasNoProbe() && hasRoom && total.take()) {
			begin(group, () -> config, now);
		}
	}

	/**
	 * Dials an address that could not be reached and may be back, as a call has come that
	 * lends what it would dial with. No caller waits for it; in a host that is full, an
	 * idle connection gives way to it.
	 */
	void probeAddress(ConnectionGroup group, RemoteAddress due, PendingAcquire caller, long now) {
		if (!hasDescriptorToSpare(now)) {
			return;
		}
		TotalLimit total = this.context.total;
		if (this.host.slotsTaken() >= this.context.limits().maxConnections()) {
			makeRoom(group, now);
		}
		else if (total.take()) {
			total.descriptors.intend();
			PoolEntry entry = new PoolEntry(total.nextId(), group, total.lastArrival(), CALLS_AT_ONCE, due, now);
			group.probeBegins();
			this.host.take(entry);
			this.context.lock.runAfterUnlock(() -> this.dials.dial(entry, caller::dialConfig, now));
		}
	}

	/**
	 * The only connection of a host is of more use, and one that is kept ready would be
	 * replaced at once.
	 */
	private void makeRoom(ConnectionGroup group, long now) {
		if (this.context.limits().maxConnections() == 1 || group.floor() != null) {
			return;
		}
		PoolEntry idle = (this.host.counts().closing() == 0) ? group.mostUsedIdle() : null;
		if (idle != null) {
			this.host.retire(idle, CloseReason.EVICTED, now);
		}
	}

	/**
	 * Dials connections that nobody waits for, as far as there is room: nothing gives way
	 * to them, and callers go first.
	 * @param round has asked for them, unless a floor has
	 * @return how many dials have begun
	 */
	int open(ConnectionGroup group, DialConfig config, int wanted, @Nullable OpeningRound round, long now) {
		int begun = 0;
		while (begun < wanted && hasRoomForSpare(now) && this.context.total.take()) {
			PoolEntry entry = begin(group, () -> config, now);
			this.context.total.spareDialBegins(entry);
			entry.openedFor(round);
			begun++;
		}
		return begun;
	}

	private boolean hasRoomForSpare(long now) {
		PoolLimits limits = this.context.limits();
		ConnectionCounts counts = this.host.counts();
		return this.host.queue().first() == null && this.host.slotsTaken() < limits.maxConnections()
				&& counts.idle() + counts.connecting() < limits.maxIdle() && this.context.total.hasRoomForSpare()
				&& hasDescriptorToSpare(now);
	}

	/**
	 * Whether there is a descriptor for a connection that nobody waits for, and no idle
	 * one would have to go for it.
	 */
	private boolean hasDescriptorToSpare(long now) {
		DescriptorGuard descriptors = this.context.total.descriptors;
		return descriptors.knownExhausted(now) == null && !descriptors.isShort(now);
	}

	private PoolEntry begin(ConnectionGroup group, Supplier<DialConfig> config, long now) {
		TotalLimit total = this.context.total;
		if (total.descriptors.isShort(now)) {
			total.giveUpIdle(1, now);
		}
		total.descriptors.intend();
		PoolEntry entry = new PoolEntry(total.nextId(), group, total.lastArrival(), CALLS_AT_ONCE, now);
		group.dials().began(entry);
		this.host.take(entry);
		this.context.lock.runAfterUnlock(() -> this.dials.dial(entry, config, now));
		return entry;
	}

	/**
	 * There is a slot and a descriptor for the dial that was held back for this caller.
	 */
	void dialHeldBack(PendingAcquire waiter, long now) {
		removeHeldBack(waiter);
		this.host.dialForWaiters(now);
	}

	/**
	 * Forgets the dial that is held back for a caller, if nobody needs it any more.
	 * @return whether it was forgotten
	 */
	boolean letGoUnwanted(PendingAcquire waiter, long now) {
		if (this.host.group(waiter.configurationHash()).missingDials(now) >= 0) {
			return false;
		}
		removeHeldBack(waiter);
		return true;
	}

	/**
	 * Forgets the dial that is held back for a caller, if there is one.
	 */
	void removeHeldBack(PendingAcquire waiter) {
		this.context.lock.assertHeld();
		if (waiter.isHeldBack()) {
			this.host.group(waiter.configurationHash()).dials().removeHeldBack();
			this.context.total.removeHeldBack(waiter);
		}
	}

}
