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

	private boolean told;

	CallEnd(Call call, PhaseTimes phases) {
		this.call = call;
		this.phases = phases;
	}

	/**
	 * Sets who is told, in place of any that was set before. Ignored once one was told.
	 * @param next the listener
	 */
	synchronized void listen(EndOfCall next) {
		if (!this.told) {
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
		EndOfCall listening = endAttempt(how, now);
		if (listening != null) {
			listening.ended(this.call, how, now);
		}
	}

	/**
	 * No further attempt follows. One that has no connection yet is given up.
	 * @param now the time
	 */
	void noRepeatFollows(long now) {
		try {
			News news = endAttempts(now);
			if (news != null) {
				news.listener().ended(this.call, news.outcome(), now);
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
	 * Returns whom to tell of it now.
	 */
	private synchronized @Nullable EndOfCall endAttempt(CallOutcome how, long now) {
		if (!this.phases.enterDone(now)) {
			return null;
		}
		this.outcome = how;
		return takeListener();
	}

	private synchronized @Nullable News endAttempts(long now) {
		this.repeatsMayFollow = false;
		if (this.phases.isBeforeConnection() && this.phases.enterDone(now)) {
			this.outcome = CallOutcome.CANCELLED;
		}
		CallOutcome last = this.outcome;
		EndOfCall listening = takeListener();
		return (listening != null && last != null) ? new News(listening, last) : null;
	}

	/**
	 * Lets go of the listener, which leads to the request: the application may keep the
	 * call for as long as its response.
	 */
	private @Nullable EndOfCall takeListener() {
		EndOfCall present = this.listener;
		if (present == null || this.outcome == null || this.repeatsMayFollow) {
			return null;
		}
		this.told = true;
		this.listener = null;
		return present;
	}

	/**
	 * What an earlier attempt has ended with, now that it was the last one.
	 */
	private record News(EndOfCall listener, CallOutcome outcome) {

	}

}
