package io.github.httppool.pool;

import io.github.httppool.Leasing;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one host that are configured alike, so that each can serve any of
 * the callers who wait here. Guarded by the pool's lock.
 */
final class SubPool {

	/** Few, as the lock is held meanwhile; enough to meet one of each event loop. */
	private static final int PREFERRED_AMONG = 8;

	final HostSlots host;

	final int identity;

	final DialForecast forecast = new DialForecast();

	private final Chain<Slot> idle = new Chain<>();

	private final Chain<Waiter> waiters = new Chain<>();

	private final Dials dials = new Dials(this.waiters);

	private int leased;

	// Sum of the times at which the current leases began; overflow cancels out.
	private long leasedAtSum;

	SubPool(HostSlots host, int identity) {
		this.host = host;
		this.identity = identity;
	}

	boolean isUnused() {
		return this.idle.isEmpty() && this.waiters.isEmpty() && this.leased == 0 && this.dials.isEmpty();
	}

	// Waiters

	void enqueue(Waiter waiter) {
		this.waiters.addSorted(waiter.inSubPool, Waiter.BY_ARRIVAL);
		this.dials.came(waiter);
	}

	void dequeue(Waiter waiter) {
		this.waiters.remove(waiter.inSubPool);
		this.dials.left(waiter);
	}

	@Nullable Waiter firstWaiter() {
		return this.waiters.first();
	}

	// Idle connections

	void addIdle(Slot slot) {
		this.idle.addFirst(slot.inSubPool);
	}

	void removeIdle(Slot slot) {
		this.idle.remove(slot.inSubPool);
	}

	@Nullable Slot nextIdle(Leasing leasing, Waiter waiter) {
		return (leasing == Leasing.LIFO) ? lastUsed(waiter) : this.idle.last();
	}

	private @Nullable Slot lastUsed(Waiter waiter) {
		Slot slot = this.idle.first();
		for (int i = 0; slot != null && i < PREFERRED_AMONG; i++) {
			if (waiter.prefers(slot.connection())) {
				return slot;
			}
			slot = this.idle.after(slot.inSubPool);
		}
		return this.idle.first();
	}

	@Nullable Slot leastRecentlyUsed() {
		return this.idle.last();
	}

	Iterable<Slot> idle() {
		return this.idle;
	}

	// Leases

	void leaseBegan(Slot slot) {
		this.leased++;
		this.leasedAtSum += slot.leasedAt;
	}

	void leaseEnded(Slot slot) {
		this.leased--;
		this.leasedAtSum -= slot.leasedAt;
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

	Dials dials() {
		return this.dials;
	}

	/**
	 * How many dials more than those under way or held back the waiting callers need.
	 */
	int missingDials(long now) {
		return this.forecast.dialsFor(this.dials.untried(), live(), leaseAge(now)) - this.dials.underWay()
				- this.dials.heldBack();
	}

	/**
	 * Whether the caller, the first, has no dial that it could wait for, and none that
	 * failed.
	 */
	boolean wantsFirstDialFor(Waiter waiter) {
		return this.dials.isEmpty() && !this.dials.wasTried(waiter);
	}

	/**
	 * The first caller, if nothing is left that could serve it.
	 */
	@Nullable Waiter firstHopeless() {
		Waiter first = this.waiters.first();
		return (first != null && live() == 0 && this.dials.isHopeless(first)) ? first : null;
	}

	@Override
	public String toString() {
		return this.host.label() + "#" + Integer.toHexString(this.identity);
	}

}
