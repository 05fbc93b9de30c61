package io.github.httppool.pool;

import io.github.httppool.Leasing;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one host that are configured alike, so that each can serve any of
 * the callers who wait here. Guarded by the pool's lock.
 */
final class SubPool {

	/** Before the first caller. */
	private static final long NOBODY = -1;

	final HostSlots host;

	final int identity;

	final DialForecast forecast = new DialForecast();

	private final Chain<Slot> idle = new Chain<>();

	private final Chain<Waiter> waiters = new Chain<>();

	private int dialing;

	// Dials that wait until the total limit has room.
	private int heldBack;

	private int leased;

	// Sum of the times at which the current leases began; overflow cancels out.
	private long leasedAtSum;

	// The last caller whom a failed dial was for: it and those before have had their try.
	private long failedThrough = NOBODY;

	// Callers who came after that one.
	private int untried;

	private @Nullable Throwable lastFailure;

	SubPool(HostSlots host, int identity) {
		this.host = host;
		this.identity = identity;
	}

	boolean isUnused() {
		return this.idle.isEmpty() && this.waiters.isEmpty() && this.dialing == 0 && this.leased == 0
				&& this.heldBack == 0;
	}

	// Waiters

	void enqueue(Waiter waiter) {
		this.waiters.addSorted(waiter.inSubPool, Waiter.BY_ARRIVAL);
		if (!wasTried(waiter)) {
			this.untried++;
		}
	}

	void dequeue(Waiter waiter) {
		this.waiters.remove(waiter.inSubPool);
		if (!wasTried(waiter)) {
			this.untried--;
		}
	}

	@Nullable Waiter firstWaiter() {
		return this.waiters.first();
	}

	// Idle connections

	void addIdle(Slot slot) {
		this.idle.addFirst(slot.inIdle);
	}

	void removeIdle(Slot slot) {
		this.idle.remove(slot.inIdle);
	}

	@Nullable Slot nextIdle(Leasing leasing) {
		return (leasing == Leasing.LIFO) ? this.idle.first() : this.idle.last();
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

	// Dials

	/**
	 * How many dials more than those under way or held back the waiting callers need. A
	 * caller for whom a dial has failed causes no other one.
	 */
	int missingDials(long now) {
		return this.forecast.dialsFor(this.untried, live(), leaseAge(now)) - this.dialing - this.heldBack;
	}

	/**
	 * The first caller for whom no dial is under way or held back.
	 */
	@Nullable Waiter nextToDialFor() {
		int dialedFor = this.dialing;
		for (Waiter waiter : this.waiters) {
			if (!waiter.inHeldBack.isLinked() && dialedFor-- <= 0) {
				return waiter;
			}
		}
		return null;
	}

	/**
	 * Whether the first caller has no dial that it could wait for, and none that failed.
	 */
	boolean wantsFirstDialFor(Waiter waiter) {
		return this.dialing == 0 && this.heldBack == 0 && !wasTried(waiter);
	}

	void dialBegan() {
		this.dialing++;
	}

	void dialSucceeded(long tookNanos) {
		this.dialing--;
		this.forecast.dialTook(tookNanos);
		this.lastFailure = null;
		tryAgain();
	}

	/**
	 * A dial has failed.
	 * @return whether nothing is left that could serve those for whom it was
	 */
	boolean dialFailed(Slot slot, Throwable error) {
		this.dialing--;
		this.lastFailure = error;
		this.failedThrough = Math.max(this.failedThrough, slot.dialedFor);
		recountUntried();
		return live() == 0 && this.dialing == 0;
	}

	/**
	 * Whether a dial for this caller has failed.
	 */
	boolean wasTried(Waiter waiter) {
		return waiter.arrival <= this.failedThrough;
	}

	/**
	 * Lets callers for whom a dial has failed cause another one: the host answers again,
	 * or nothing else could serve them any more.
	 */
	void tryAgain() {
		if (this.failedThrough != NOBODY) {
			this.failedThrough = NOBODY;
			recountUntried();
		}
	}

	/**
	 * One of its connections, no longer idle or leased, has ended.
	 */
	void lost() {
		if (live() == 0) {
			tryAgain();
		}
	}

	@Nullable Throwable lastFailure() {
		return this.lastFailure;
	}

	private void recountUntried() {
		int count = 0;
		for (Waiter waiter : this.waiters) {
			if (!wasTried(waiter)) {
				count++;
			}
		}
		this.untried = count;
	}

	// Dials held back by the total limit

	void holdBack() {
		this.heldBack++;
	}

	void letGo() {
		this.heldBack--;
	}

	int heldBack() {
		return this.heldBack;
	}

	/**
	 * Whether more dials are held back than are still wanted.
	 */
	boolean holdsBackTooMany(long now) {
		return missingDials(now) < 0;
	}

	@Override
	public String toString() {
		return this.host.label() + "#" + Integer.toHexString(this.identity);
	}

}
