package io.github.httppool.pool;

import java.util.ArrayList;
import java.util.List;

import io.github.httppool.CloseReason;
import org.jspecify.annotations.Nullable;

/**
 * The slots of all pools of an application, under one limit. A dial that finds none free,
 * or no file descriptor, is held back; the connection idle for longest, of whatever pool
 * and host, is closed for it, and callers held back are served in the order of their
 * arrival.
 */
public final class TotalLimit {

	final PoolLock lock = new PoolLock();

	final DescriptorGuard descriptors;

	private final int max;

	private final int maxIdle;

	// Guarded by the lock, like all that follows. Most recently used first.
	private final LinkedDeque<PoolEntry> idle = new LinkedDeque<>();

	// Callers whose dials are held back, in the order of their arrival.
	private final LinkedDeque<PendingAcquire> heldBack = new LinkedDeque<>();

	private int used;

	// Slots that will be free as soon as their stolen connections are closed.
	private int stealing;

	// Dials under way whose connections are to be idle.
	private int spareDials;

	private final List<Runnable> whenUnused = new ArrayList<>(1);

	private long lastId;

	private long lastArrival;

	/**
	 * Creates the slots of an application.
	 * @param max limit of connections, those being opened included
	 * @param maxIdle limit of idle connections
	 */
	public TotalLimit(int max, int maxIdle) {
		this(max, maxIdle, DescriptorGuard.NONE);
	}

	/**
	 * Creates the slots of an application.
	 * @param max limit of connections, those being opened included
	 * @param maxIdle limit of idle connections
	 * @param descriptors refuses dials when the process runs out of sockets
	 */
	public TotalLimit(int max, int maxIdle, DescriptorGuard descriptors) {
		this.descriptors = descriptors;
		this.max = max;
		this.maxIdle = maxIdle;
	}

	/**
	 * Returns the limit of connections.
	 * @return connections over all pools and hosts
	 */
	public int max() {
		return this.max;
	}

	long nextId() {
		this.lock.assertHeld();
		return ++this.lastId;
	}

	long lastId() {
		this.lock.assertHeld();
		return this.lastId;
	}

	long nextArrival() {
		this.lock.assertHeld();
		return ++this.lastArrival;
	}

	long lastArrival() {
		this.lock.assertHeld();
		return this.lastArrival;
	}

	int free() {
		return this.max - this.used;
	}

	/**
	 * Whether no connection is open, and none is being opened.
	 */
	boolean isUnused() {
		return this.used == 0;
	}

	/**
	 * Whether there are other connections than one that is to give back its slot.
	 */
	boolean isUsedByOthers() {
		return this.used > 1;
	}

	/**
	 * Slots that are free or will be once the stolen connections are closed.
	 */
	int freeSoon() {
		return free() + this.stealing;
	}

	boolean take() {
		this.lock.assertHeld();
		if (this.used >= this.max) {
			return false;
		}
		this.used++;
		return true;
	}

	/**
	 * Whether a connection can be opened that nobody waits for, and kept: no caller waits
	 * for a slot, and no idle connection would have to go.
	 */
	boolean hasRoomForSpare() {
		this.lock.assertHeld();
		return this.heldBack.isEmpty() && this.idle.size() + this.spareDials < this.maxIdle;
	}

	/**
	 * Counts a dial that nobody waits for, until it has ended.
	 */
	void spareDialBegins(PoolEntry entry) {
		entry.spareDial = true;
		this.spareDials++;
	}

	void dialEnds(PoolEntry entry) {
		if (entry.spareDial) {
			entry.spareDial = false;
			this.spareDials--;
		}
	}

	/**
	 * Holds a dial back until there is a slot and a descriptor for it.
	 */
	void holdBack(PendingAcquire waiter, long now) {
		this.lock.assertHeld();
		this.heldBack.addSorted(waiter.places().inHeldBack, PendingAcquire.BY_ARRIVAL);
		stealForHeldBack(now);
	}

	void removeHeldBack(PendingAcquire waiter) {
		this.lock.assertHeld();
		this.heldBack.remove(waiter.places().inHeldBack);
	}

	void addIdle(PoolEntry entry, long now) {
		this.lock.assertHeld();
		this.idle.addFirst(entry.inTotalIdle);
		stealForHeldBack(now);
		PoolEntry oldest = this.idle.last();
		if (this.idle.size() > this.maxIdle && oldest != null) {
			oldest.group.host.retire(oldest, CloseReason.EVICTED, now);
		}
	}

	boolean hasIdle() {
		this.lock.assertHeld();
		return !this.idle.isEmpty();
	}

	void removeIdle(PoolEntry entry) {
		this.lock.assertHeld();
		this.idle.remove(entry.inTotalIdle);
	}

	/**
	 * A slot is free again: the first dial held back that is still wanted gets it.
	 */
	void free(PoolEntry entry, long now) {
		this.lock.assertHeld();
		this.used--;
		if (entry.stolen) {
			this.stealing--;
		}
		if (entry.hasDescriptor) {
			this.descriptors.released();
		}
		if (isUnused()) {
			tellUnused();
		}
		dialHeldBack(now);
	}

	/**
	 * Begins the dials held back for which there are slots and descriptors, and closes
	 * idle connections for the others.
	 */
	void dialHeldBack(long now) {
		this.lock.assertHeld();
		PendingAcquire next;
		while (mayDial(now) && (next = this.heldBack.first()) != null) {
			next.host().dialPlanner().dialHeldBack(next, now);
		}
		stealForHeldBack(now);
	}

	/**
	 * Whether dials are held back for which there is a slot and no descriptor: others may
	 * give one up, of which nobody tells.
	 */
	boolean awaitsDescriptor() {
		this.lock.assertHeld();
		return this.used < this.max && !this.heldBack.isEmpty();
	}

	/**
	 * Without any connection there is none that could give up its descriptor: the dials
	 * begin to be refused.
	 */
	private boolean mayDial(long now) {
		return isUnused() || (this.used < this.max && this.descriptors.knownExhausted(now) == null);
	}

	/**
	 * Closes the connections idle for longest, as their descriptors are needed, unless
	 * others are being closed.
	 * @param count how many, if there are as many
	 */
	void giveUpIdle(int count, long now) {
		this.lock.assertHeld();
		PoolEntry oldest;
		while (this.stealing < count && (oldest = this.idle.last()) != null) {
			steal(oldest, now);
		}
	}

	/**
	 * Runs an action once when no slot is taken: all sockets are closed, and none is
	 * being opened.
	 * @param action what to do, with the lock free, at once if none is taken now
	 */
	public void whenUnused(Runnable action) {
		this.lock.runLocked(() -> {
			this.whenUnused.add(action);
			if (this.used == 0) {
				tellUnused();
			}
		});
	}

	private void tellUnused() {
		this.whenUnused.forEach(this.lock::runAfterUnlock);
		this.whenUnused.clear();
	}

	private void stealForHeldBack(long now) {
		while (this.stealing < wanted(now)) {
			PoolEntry oldest = this.idle.last();
			if (oldest == null) {
				return;
			}
			steal(oldest, now);
		}
	}

	/**
	 * Takes a connection from a caller who is to get it, if a caller held back, for whom
	 * no slot is on its way yet, came before.
	 */
	boolean stealBefore(PendingAcquire waiter, PoolEntry entry, long now) {
		this.lock.assertHeld();
		PendingAcquire kept = (wanted(now) > this.stealing) ? firstWithoutSlot() : null;
		if (kept == null || kept.arrival >= waiter.arrival) {
			return false;
		}
		steal(entry, now);
		return true;
	}

	private @Nullable PendingAcquire firstWithoutSlot() {
		int served = this.stealing;
		for (PendingAcquire waiter : this.heldBack) {
			if (served-- <= 0) {
				return waiter;
			}
		}
		return null;
	}

	private void steal(PoolEntry entry, long now) {
		this.stealing++;
		entry.stolen = true;
		entry.group.host.retire(entry, CloseReason.STOLEN, now);
	}

	/**
	 * How many dials are held back, after dropping those that nobody waits for any more.
	 */
	private int wanted(long now) {
		PendingAcquire first = this.heldBack.first();
		while (first != null && first.host().dialPlanner().letGoUnwanted(first, now)) {
			first = this.heldBack.first();
		}
		return this.heldBack.size();
	}

}
