package io.github.httppool.pool;

import io.github.httppool.Leasing;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one host that are configured alike, so that each can serve any of
 * the callers waiting here. Guarded by the pool's lock.
 */
final class ConnectionGroup {

	/** Few, as the lock is held meanwhile; enough to meet one of each event loop. */
	private static final int PREFERRED_AMONG = 8;

	final HostPool host;

	final int configurationHash;

	final ConnectDemand connectDemand = new ConnectDemand();

	private final LinkedDeque<PoolEntry> idle = new LinkedDeque<>();

	private final LinkedDeque<PendingAcquire> waiters = new LinkedDeque<>();

	private final ConnectAttempts dials = new ConnectAttempts(this.waiters);

	private int leased;

	// Sum of the times at which the current leases began; overflow cancels out.
	private long leasedAtSum;

	ConnectionGroup(HostPool host, int configurationHash) {
		this.host = host;
		this.configurationHash = configurationHash;
	}

	boolean isUnused() {
		return this.idle.isEmpty() && this.waiters.isEmpty() && this.leased == 0 && this.dials.isEmpty();
	}

	// Waiters

	void enqueue(PendingAcquire waiter) {
		this.waiters.addSorted(waiter.inGroup, PendingAcquire.BY_ARRIVAL);
		this.dials.came(waiter);
	}

	void dequeue(PendingAcquire waiter) {
		this.waiters.remove(waiter.inGroup);
		this.dials.left(waiter);
	}

	@Nullable PendingAcquire firstWaiter() {
		return this.waiters.first();
	}

	// Idle connections

	void addIdle(PoolEntry entry) {
		this.idle.addFirst(entry.inGroup);
	}

	void removeIdle(PoolEntry entry) {
		this.idle.remove(entry.inGroup);
	}

	@Nullable PoolEntry nextIdle(Leasing leasing, PendingAcquire waiter) {
		if (waiter.refusesIdle()) {
			return null;
		}
		if (waiter.wantsLastUsed()) {
			return this.idle.first();
		}
		return (leasing == Leasing.LIFO) ? lastUsed(waiter) : this.idle.last();
	}

	private @Nullable PoolEntry lastUsed(PendingAcquire waiter) {
		PoolEntry entry = this.idle.first();
		for (int i = 0; entry != null && i < PREFERRED_AMONG; i++) {
			if (waiter.prefers(entry.connection())) {
				return entry;
			}
			entry = this.idle.after(entry.inGroup);
		}
		return this.idle.first();
	}

	@Nullable PoolEntry leastRecentlyUsed() {
		return this.idle.last();
	}

	Iterable<PoolEntry> idle() {
		return this.idle;
	}

	// Leases

	void leaseBegan(Lease lease) {
		this.leased++;
		this.leasedAtSum += lease.since();
	}

	void leaseEnded(Lease lease) {
		this.leased--;
		this.leasedAtSum -= lease.since();
	}

	int live() {
		return this.leased + this.idle.size();
	}

	private double leaseAge(long now) {
		return (this.leased == 0) ? 0 : (double) (now * this.leased - this.leasedAtSum) / this.leased;
	}

	/**
	 * One of its connections, no longer idle or leased, has ended.
	 */
	void lost() {
		if (live() == 0) {
			this.dials.tryAgain();
		}
	}

	// Dials

	ConnectAttempts dials() {
		return this.dials;
	}

	/**
	 * How many dials more than those under way or held back the waiting callers need.
	 */
	int missingDials(long now) {
		return this.connectDemand.dialsFor(this.dials.untried(), live(), leaseAge(now)) - this.dials.underWay()
				- this.dials.heldBack();
	}

	/**
	 * Whether the caller, the first, has no dial that it could wait for, and none that
	 * failed.
	 */
	boolean wantsFirstDialFor(PendingAcquire waiter) {
		return this.dials.isEmpty() && !this.dials.wasTried(waiter);
	}

	/**
	 * The first caller, if nothing is left that could serve it.
	 */
	@Nullable PendingAcquire firstHopeless() {
		PendingAcquire first = this.waiters.first();
		return (first != null && liveFor(first) == 0 && this.dials.isHopeless(first)) ? first : null;
	}

	private int liveFor(PendingAcquire waiter) {
		return waiter.refusesIdle() ? this.leased : live();
	}

	@Override
	public String toString() {
		return this.host.label() + "#" + Integer.toHexString(this.configurationHash);
	}

}
