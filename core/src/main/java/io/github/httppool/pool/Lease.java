package io.github.httppool.pool;

import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;

/**
 * A connection in the hands of one caller. Begins when the pool leases the connection,
 * reaches its caller some time later, and ends once: what comes back late ends no other
 * lease of the same connection.
 */
public final class Lease {

	private static final AtomicReferenceFieldUpdater<Lease, Stage> STAGE = AtomicReferenceFieldUpdater
		.newUpdater(Lease.class, Stage.class, "stage");

	private final PoolEntry entry;

	private final PendingAcquire caller;

	private final long since;

	// Changed under the lock, and by the connection when it has reached its caller.
	private volatile Stage stage = Stage.ON_ITS_WAY;

	// Whether the call has the connection for as long as it likes. Guarded by the lock.
	private boolean streaming;

	// Whether another protocol is spoken, which is a case of that. Guarded by the lock.
	private boolean upgraded;

	Lease(PoolEntry entry, PendingAcquire caller, long now) {
		this.entry = entry;
		this.caller = caller;
		this.since = now;
		this.streaming = caller.isStreaming();
	}

	/**
	 * Returns the slot of the connection.
	 * @return the slot
	 */
	public PoolEntry entry() {
		return this.entry;
	}

	/**
	 * Returns whom the connection is leased to.
	 * @return the caller, who waits no longer
	 */
	public PendingAcquire caller() {
		return this.caller;
	}

	/**
	 * Returns when the lease began.
	 * @return the time, in nanoseconds
	 */
	public long since() {
		return this.since;
	}

	boolean isOnItsWay() {
		return this.stage == Stage.ON_ITS_WAY;
	}

	/**
	 * Whether the caller has the connection.
	 */
	boolean isHeld() {
		return this.stage == Stage.HELD;
	}

	/**
	 * Whether the lease ended before it reached its caller.
	 */
	boolean isRevoked() {
		Stage current = this.stage;
		return current == Stage.REVOKED || current == Stage.GIVEN_BACK;
	}

	/**
	 * Whether the call has the connection for as long as it likes; the lock is held.
	 */
	boolean isStreaming() {
		return this.streaming;
	}

	/**
	 * The call is known from now on to last for as long as it likes; the lock is held.
	 * @return {@code false} if the caller does not have the connection, or that is known
	 */
	boolean stream() {
		if (!isHeld() || this.streaming) {
			return false;
		}
		this.streaming = true;
		return true;
	}

	/**
	 * Whether another protocol is spoken; the lock is held.
	 */
	boolean isUpgraded() {
		return this.upgraded;
	}

	/**
	 * Another protocol is spoken from here on; the lock is held.
	 * @return {@code false} if the caller does not have the connection, or that is known
	 */
	boolean upgrade() {
		if (!isHeld() || this.upgraded) {
			return false;
		}
		this.upgraded = true;
		return true;
	}

	/**
	 * The connection has reached its caller. Called without the lock.
	 * @return {@code false} if the lease has ended before
	 */
	boolean reachedCaller() {
		return STAGE.compareAndSet(this, Stage.ON_ITS_WAY, Stage.HELD);
	}

	/**
	 * Ends the lease; the lock is held.
	 * @return whether this is its end: it has not ended before
	 */
	boolean end() {
		// Meanwhile it may reach its caller, but not end.
		return revoke() || STAGE.compareAndSet(this, Stage.HELD, Stage.ENDED);
	}

	/**
	 * Ends the lease, unless it has reached its caller; the lock is held.
	 * @return whether this is its end: it has not ended before
	 */
	boolean revoke() {
		return STAGE.compareAndSet(this, Stage.ON_ITS_WAY, Stage.REVOKED);
	}

	/**
	 * The caller of a revoked lease comes back without the connection; the lock is held.
	 * @return {@code false} if it has come back before, or has had the connection
	 */
	boolean giveBack() {
		return STAGE.compareAndSet(this, Stage.REVOKED, Stage.GIVEN_BACK);
	}

	@Override
	public String toString() {
		return "lease of " + this.entry;
	}

	private enum Stage {

		ON_ITS_WAY, HELD, REVOKED, GIVEN_BACK, ENDED

	}

}
