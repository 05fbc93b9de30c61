package io.github.httppool.pool;

import java.util.ArrayList;
import java.util.List;

import io.github.httppool.PoolState;
import org.jspecify.annotations.Nullable;

/**
 * Whom a pool serves, by its state and the drains under way. Whatever is decided here
 * concerns calls, not connections. All methods are called with the pool's lock held.
 */
final class PoolAdmission {

	private final PoolLock lock;

	private final CallsBetweenAttempts between = new CallsBetweenAttempts();

	private final List<PoolDrain> drains = new ArrayList<>(1);

	private PoolState state = PoolState.RUNNING;

	// Nothing but the usual: all are served, and none is counted.
	private boolean usual = true;

	private @Nullable DrainPurpose lastPurpose;

	private long lastDrainBegan;

	private boolean anyEnded;

	private long lastEnd;

	PoolAdmission(PoolLock lock) {
		this.lock = lock;
	}

	PoolState state() {
		this.lock.assertHeld();
		return this.state;
	}

	void become(PoolState next) {
		this.lock.assertHeld();
		this.state = next;
		changed();
	}

	/**
	 * Whether no connection is kept that serves no call.
	 */
	boolean keepsNoIdle() {
		return this.state != PoolState.RUNNING;
	}

	private void changed() {
		this.usual = this.state == PoolState.RUNNING && this.drains.isEmpty() && this.between.isEmpty();
	}

	// Who is served

	/**
	 * A caller wants a connection.
	 * @return why it gets none, or {@code null} if it is served
	 */
	@Nullable Refusal refusal(PendingAcquire caller) {
		return this.usual ? null : refusal(caller, !caller.hasAskedBefore());
	}

	/**
	 * A caller comes back, as the connection that it was leased was no good.
	 * @return why it gets no other one, or {@code null} if it is served
	 */
	@Nullable Refusal refusalAgain(PendingAcquire caller) {
		return this.usual ? null : refusal(caller, false);
	}

	private @Nullable Refusal refusal(PendingAcquire caller, boolean first) {
		if (asksAgain(caller)) {
			return Refusal.ABORTED;
		}
		if (this.state == PoolState.CLOSED) {
			return Refusal.CLOSED;
		}
		if (this.state == PoolState.DRAINED || (first && this.state == PoolState.DRAINING)) {
			this.drains.forEach(PoolDrain::refused);
			return Refusal.TAKEN_OUT;
		}
		return (first && !this.drains.isEmpty()) ? refusalOfNew(caller) : null;
	}

	private @Nullable Refusal refusalOfNew(PendingAcquire caller) {
		boolean ended = this.drains.stream().anyMatch((drain) -> drain.hasEndedStreamOf(caller));
		this.drains.forEach(ended ? PoolDrain::refused : PoolDrain::came);
		return ended ? Refusal.ENDED_STREAM : null;
	}

	/**
	 * The same call goes on with the connection that it has.
	 */
	void renews(PendingAcquire caller) {
		if (!this.usual) {
			asksAgain(caller);
		}
	}

	private boolean asksAgain(PendingAcquire caller) {
		boolean aborted = this.between.remove(caller);
		changed();
		return aborted;
	}

	// Calls between two attempts

	CallsBetweenAttempts between() {
		return this.between;
	}

	/**
	 * A call is going to ask again, and is under way until it does.
	 * @param last who has asked last
	 */
	void goesOn(PendingAcquire last) {
		this.lock.assertHeld();
		this.between.add(last);
		changed();
	}

	/**
	 * A call is not going to ask again.
	 * @param last who has asked last
	 */
	void goesNoFurther(PendingAcquire last, long now) {
		this.lock.assertHeld();
		boolean wasUnderWay = this.between.isUnderWay(last);
		asksAgain(last);
		if (wasUnderWay) {
			ended(true, now);
		}
	}

	/**
	 * Has a call refused when it asks again.
	 */
	void abort(PendingAcquire last) {
		this.between.abort(last);
		changed();
	}

	/**
	 * Has all calls between two attempts refused when they ask again.
	 */
	void abortBetween() {
		this.between.abortAll();
		changed();
	}

	// Drains

	List<PoolDrain> drains() {
		return this.drains;
	}

	void begin(PoolDrain drain) {
		this.lock.assertHeld();
		this.drains.add(drain);
		this.lastPurpose = drain.purpose();
		this.lastDrainBegan = drain.since();
		changed();
	}

	void end(PoolDrain drain) {
		this.lock.assertHeld();
		this.drains.remove(drain);
		changed();
	}

	/**
	 * What the drain is for that began last, whether it has ended or not.
	 */
	@Nullable DrainPurpose lastPurpose() {
		return this.lastPurpose;
	}

	/**
	 * How long ago the last drain began, 0 if there was none.
	 */
	long nanosSinceDrainBegan(long now) {
		return (this.lastPurpose != null) ? Elapsed.nanos(this.lastDrainBegan, now) : 0;
	}

	/**
	 * A lease or a wait has ended, or an expected one does not come. A call that was
	 * refused the first time has had none: one that is made again and again must not keep
	 * a drain from settling.
	 * @param last whether that may have been the last one
	 */
	void ended(boolean last, long now) {
		this.anyEnded = true;
		this.lastEnd = now;
		if (!this.drains.isEmpty()) {
			this.drains.forEach((drain) -> tell(drain.owner(), last));
		}
	}

	private void tell(Drain drain, boolean last) {
		if (last || drain.leavesCalls()) {
			this.lock.runAfterUnlock(drain::changed);
		}
	}

	/**
	 * For how long no lease and no wait has ended.
	 */
	long nanosSinceEnd(long now) {
		return this.anyEnded ? Elapsed.nanos(this.lastEnd, now) : Long.MAX_VALUE;
	}

}
