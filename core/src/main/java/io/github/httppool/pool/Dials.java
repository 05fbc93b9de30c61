package io.github.httppool.pool;

import org.jspecify.annotations.Nullable;

/**
 * The dials of a sub-pool: those under way, those held back by the total limit, and the
 * callers for whom one has failed, who cause no other one. Guarded by the pool's lock.
 */
final class Dials {

	/** Before the first caller. */
	private static final long NOBODY = -1;

	private final Chain<Waiter> waiters;

	// In the order in which they began.
	private final Chain<Slot> underWay = new Chain<>();

	private int heldBack;

	// The last caller whom a failed dial was for: it and those before have had their try.
	private long failedThrough = NOBODY;

	// Callers who came after that one.
	private int untried;

	private @Nullable Throwable lastFailure;

	/**
	 * Creates the dials.
	 * @param waiters those who wait in the sub-pool, in the order of their coming
	 */
	Dials(Chain<Waiter> waiters) {
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

	// Callers

	void came(Waiter waiter) {
		if (!wasTried(waiter)) {
			this.untried++;
		}
	}

	void left(Waiter waiter) {
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

	boolean wasTried(Waiter waiter) {
		return waiter.arrival <= this.failedThrough;
	}

	/**
	 * Whether the dial for this caller has failed, and with it all that were under way at
	 * that moment. Later ones are for later callers; waiting for those, too, nobody would
	 * ever hear of the error while callers keep coming.
	 */
	boolean isHopeless(Waiter waiter) {
		Slot oldest = this.underWay.first();
		return wasTried(waiter) && (oldest == null || oldest.id() > waiter.lastHope);
	}

	/**
	 * The first caller for whom no dial is under way or held back.
	 */
	@Nullable Waiter nextToDialFor() {
		int dialedFor = this.underWay.size();
		for (Waiter waiter : this.waiters) {
			if (!waiter.inHeldBack.isLinked() && dialedFor-- <= 0) {
				return waiter;
			}
		}
		return null;
	}

	// Dials

	void began(Slot slot) {
		this.underWay.addLast(slot.inSubPool);
	}

	void succeeded(Slot slot) {
		this.underWay.remove(slot.inSubPool);
		this.lastFailure = null;
		tryAgain();
	}

	/**
	 * A dial has failed.
	 * @param slot its slot
	 * @param error why
	 * @param lastDial the last dial that has begun
	 */
	void failed(Slot slot, Throwable error, long lastDial) {
		this.underWay.remove(slot.inSubPool);
		gaveUp(slot.dialedFor, error, lastDial);
	}

	/**
	 * There is no dial for those who have come until now.
	 * @param lastArrival the last caller who has come
	 * @param error why
	 * @param lastDial the last dial that has begun
	 */
	void gaveUp(long lastArrival, Throwable error, long lastDial) {
		this.lastFailure = error;
		for (Waiter waiter : this.waiters) {
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
		for (Waiter waiter : this.waiters) {
			if (!wasTried(waiter)) {
				count++;
			}
		}
		this.untried = count;
	}

	void holdBack() {
		this.heldBack++;
	}

	void letGo() {
		this.heldBack--;
	}

	@Nullable Throwable lastFailure() {
		return this.lastFailure;
	}

}
