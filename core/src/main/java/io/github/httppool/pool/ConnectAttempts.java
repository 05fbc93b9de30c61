package io.github.httppool.pool;

import org.jspecify.annotations.Nullable;

/**
 * The dials of a group: those under way, those held back by the total limit, and the
 * callers for whom one has failed, who cause no other one. Guarded by the pool's lock.
 */
final class ConnectAttempts {

	/** Before the first caller. */
	private static final long NOBODY = -1;

	private final LinkedDeque<PendingAcquire> waiters;

	// In the order in which they began.
	private final LinkedDeque<PoolEntry> underWay = new LinkedDeque<>();

	private int heldBack;

	// The last caller whom a failed dial was for: it and those before have had their try.
	private long failedThrough = NOBODY;

	// Callers who came after that one.
	private int untried;

	private @Nullable DialFailure lastFailure;

	/**
	 * Creates the dials.
	 * @param waiters the waiting callers of the group, in the order of their arrival
	 */
	ConnectAttempts(LinkedDeque<PendingAcquire> waiters) {
		this.waiters = waiters;
	}

	boolean isEmpty() {
		return this.underWay.isEmpty() && this.heldBack == 0;
	}

	int underWay() {
		return this.underWay.size();
	}

	int heldBack() {
		return this.heldBack;
	}

	/**
	 * Whether a dial is under way that began after others failed.
	 */
	boolean anyNewer(DialBackoff backoff) {
		PoolEntry newest = this.underWay.last();
		return newest != null && !backoff.isOlder(newest);
	}

	/**
	 * Whether a dial is under way that had begun when the last one failed.
	 */
	boolean anyOlder(DialBackoff backoff) {
		PoolEntry oldest = this.underWay.first();
		return oldest != null && backoff.isOlder(oldest);
	}

	// Callers

	void came(PendingAcquire waiter) {
		forgetRefusal();
		if (!wasTried(waiter)) {
			this.untried++;
		}
	}

	/**
	 * Descriptors that were exhausted are no reason for what happens later.
	 */
	private void forgetRefusal() {
		if (this.heldBack == 0 && this.lastFailure != null && this.lastFailure.isRefusal()) {
			this.lastFailure = null;
		}
	}

	void left(PendingAcquire waiter) {
		if (!wasTried(waiter)) {
			this.untried--;
		}
	}

	/**
	 * How many callers have not had a dial that failed.
	 */
	int untried() {
		return this.untried;
	}

	boolean wasTried(PendingAcquire waiter) {
		return waiter.arrival <= this.failedThrough;
	}

	/**
	 * Whether the dial for this caller has failed, and with it all that were under way at
	 * that moment. Later ones are for later callers; waiting for those, too, nobody would
	 * ever hear of the error while callers keep coming.
	 */
	boolean isHopeless(PendingAcquire waiter) {
		PoolEntry oldest = this.underWay.first();
		return wasTried(waiter) && (oldest == null || oldest.id() > waiter.lastHope);
	}

	/**
	 * The first caller for whom no dial is under way or held back.
	 */
	@Nullable PendingAcquire nextToDialFor() {
		int dialedFor = this.underWay.size();
		for (PendingAcquire waiter : this.waiters) {
			if (!waiter.isHeldBack() && dialedFor-- <= 0) {
				return waiter;
			}
		}
		return null;
	}

	// Dials

	void began(PoolEntry entry) {
		this.underWay.addLast(entry.inGroup);
	}

	/**
	 * Has a round hear of the ends of dials under way, too, that nobody else is to hear
	 * of.
	 * @param atMost how many are enough
	 * @return how many there are
	 */
	int join(OpeningRound round, int atMost) {
		int joined = 0;
		for (PoolEntry entry : this.underWay) {
			if (joined < atMost && entry.isOpenedForNobody()) {
				entry.openedFor(round);
				joined++;
			}
		}
		return joined;
	}

	void succeeded(PoolEntry entry) {
		this.underWay.remove(entry.inGroup);
		this.lastFailure = null;
		tryAgain();
	}

	/**
	 * A dial is over that was given up: nobody was to be served by it.
	 */
	void gone(PoolEntry entry) {
		this.underWay.remove(entry.inGroup);
	}

	/**
	 * A dial has failed.
	 * @param entry its slot
	 * @param failure why
	 * @param lastDial the last dial that has begun
	 */
	void failed(PoolEntry entry, DialFailure failure, long lastDial) {
		this.underWay.remove(entry.inGroup);
		gaveUp(entry.dialedFor, failure, lastDial);
	}

	/**
	 * There is no dial for the callers that have arrived until now.
	 * @param lastArrival number of the last caller to arrive
	 * @param failure why
	 * @param lastDial the last dial that has begun
	 */
	void gaveUp(long lastArrival, DialFailure failure, long lastDial) {
		this.lastFailure = failure;
		for (PendingAcquire waiter : this.waiters) {
			if (!wasTried(waiter) && waiter.arrival <= lastArrival) {
				waiter.lastHope = lastDial;
			}
		}
		this.failedThrough = Math.max(this.failedThrough, lastArrival);
		recountUntried();
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

	private void recountUntried() {
		int count = 0;
		for (PendingAcquire waiter : this.waiters) {
			if (!wasTried(waiter)) {
				count++;
			}
		}
		this.untried = count;
	}

	void holdBack() {
		this.heldBack++;
	}

	/**
	 * Dials are held back for this reason, which callers are told of should they wait too
	 * long.
	 */
	void isHeldBackBy(DialFailure reason) {
		this.lastFailure = reason;
	}

	void removeHeldBack() {
		this.heldBack--;
	}

	@Nullable DialFailure lastFailure() {
		return this.lastFailure;
	}

}
