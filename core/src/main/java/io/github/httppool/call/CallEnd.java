package io.github.httppool.call;

import io.github.httppool.CallOutcome;
import io.github.httppool.CallPhase;
import org.jspecify.annotations.Nullable;

/**
 * How a call ends, and who is told of that: once, when no further attempt may follow.
 * <p>
 * An attempt ends and gets its outcome in one step: a thread that sees the call done also
 * sees the outcome. Safe for use by several threads. The listener is told outside the
 * lock.
 */
final class CallEnd {

	private final Call call;

	private final PhaseTimes phases;

	// Guarded by this when written.
	private volatile boolean repeatsMayFollow;

	// Guarded by this, as all that follows is.
	private @Nullable CallOutcome outcome;

	private @Nullable EndOfCall listener;

	private @Nullable Runnable afterRepeats;

	// What the listener was told.
	private @Nullable CallOutcome told;

	CallEnd(Call call, PhaseTimes phases) {
		this.call = call;
		this.phases = phases;
	}

	/**
	 * Sets who is told, in place of any that was set before. Ignored once one was told.
	 * @param next the listener
	 */
	synchronized void listen(EndOfCall next) {
		if (this.told == null) {
			this.listener = next;
		}
	}

	/**
	 * Further attempts may follow until {@link #noRepeatFollows}.
	 */
	synchronized void repeatsMayFollow() {
		this.repeatsMayFollow = true;
	}

	/**
	 * Returns whether further attempts may follow.
	 */
	boolean mayBeRepeated() {
		return this.repeatsMayFollow;
	}

	/**
	 * Runs an action once no further attempt may follow, in place of one that was set
	 * before; at once if that is so already.
	 */
	void whenNoRepeatFollows(Runnable action) {
		if (!setAfterRepeats(action)) {
			action.run();
		}
	}

	private synchronized boolean setAfterRepeats(Runnable action) {
		this.afterRepeats = this.repeatsMayFollow ? action : null;
		return this.repeatsMayFollow;
	}

	/**
	 * Another attempt, or the pause before it, follows what the call was done with.
	 * @param phase the phase that begins
	 * @param now the time
	 */
	synchronized void reopen(CallPhase phase, long now) {
		this.outcome = null;
		this.phases.reopen(phase, now);
	}

	/**
	 * The present attempt is over, unless it was before.
	 * @param how how it has ended
	 * @param now the time
	 */
	void done(CallOutcome how, long now) {
		if (endAttempt(how, now)) {
			tell();
		}
	}

	/**
	 * No further attempt follows. One that has no connection yet is given up.
	 * @param now the time
	 */
	void noRepeatFollows(long now) {
		try {
			if (endAttempts(now)) {
				tell();
			}
		}
		finally {
			Runnable action = takeAfterRepeats();
			if (action != null) {
				action.run();
			}
		}
	}

	private synchronized @Nullable Runnable takeAfterRepeats() {
		Runnable action = this.afterRepeats;
		this.afterRepeats = null;
		return action;
	}

	/**
	 * Returns whether the listener is to be told now.
	 */
	private synchronized boolean endAttempt(CallOutcome how, long now) {
		if (!this.phases.enterDone(now)) {
			return false;
		}
		this.outcome = how;
		return isNews();
	}

	private synchronized boolean endAttempts(long now) {
		this.repeatsMayFollow = false;
		return this.phases.isBeforeConnection() ? endAttempt(CallOutcome.CANCELLED, now) : isNews();
	}

	private boolean isNews() {
		if (this.listener == null || this.outcome == null || this.repeatsMayFollow || this.told != null) {
			return false;
		}
		this.told = this.outcome;
		return true;
	}

	/**
	 * Lets go of the listener, which leads to the request: the application may keep the
	 * call for as long as its response.
	 */
	private void tell() {
		EndOfCall present;
		CallOutcome how;
		synchronized (this) {
			present = this.listener;
			how = this.told;
			this.listener = null;
		}
		if (present != null && how != null) {
			present.ended(this.call, how);
		}
	}

}
