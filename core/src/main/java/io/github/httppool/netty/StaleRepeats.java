package io.github.httppool.netty;

import java.util.Objects;

import io.github.httppool.StaleConnectionException;
import io.github.httppool.call.Call;
import org.jspecify.annotations.Nullable;

/**
 * How often a call is sent again, and why, once a connection of it was found stale. Made
 * then, as nearly no call needs it.
 * <p>
 * Used by one attempt after the other, but for {@link #begin}, which may be called by two
 * threads at once.
 */
final class StaleRepeats {

	/**
	 * The next connection is new or was just used, and so seldom stale. More would only
	 * keep a server busy that closes whatever it is sent.
	 */
	private static final int MAX_UNREAD = 3;

	// Read anywhere.
	private volatile int count;

	// The error follows of which it was decided that the call is sent again.
	private boolean decided;

	// Guarded by this: it is sent again when its lease has ended.
	private boolean waiting;

	private @Nullable Throwable lastFailure;

	private @Nullable ReactorAcquire lost;

	/**
	 * Returns whether the call may be sent again: if the server has not read it, or,
	 * once, if it may have it twice.
	 * @param call the call
	 * @param unread whether the server has read nothing of it for certain
	 */
	boolean allow(Call call, boolean unread) {
		return (unread && this.count < MAX_UNREAD) || (call.isIdempotent() && this.count == 0);
	}

	/**
	 * The call is to be sent again, once it has failed with the error that follows.
	 * @param attempt the one that has failed
	 */
	void decide(ReactorAcquire attempt) {
		this.decided = true;
		this.lost = attempt;
	}

	/**
	 * Returns the attempt that has failed last.
	 */
	ReactorAcquire lost() {
		return Objects.requireNonNull(this.lost);
	}

	/**
	 * The call has failed.
	 * @param error why; tells of the stale connection before, too, if it is not sent
	 * again
	 * @return whether it is sent again
	 */
	boolean follow(Throwable error) {
		boolean follows = this.decided && error instanceof StaleConnectionException;
		this.decided = false;
		if (follows) {
			this.lastFailure = error;
			synchronized (this) {
				this.waiting = true;
			}
		}
		else if (this.lastFailure != null) {
			error.addSuppressed(this.lastFailure);
		}
		return follows;
	}

	/**
	 * The lease of the last attempt has ended, of which may be told twice.
	 * @return whether the next attempt begins
	 */
	@SuppressWarnings("NonAtomicVolatileUpdate")
	synchronized boolean begin() {
		if (!this.waiting) {
			return false;
		}
		this.waiting = false;
		this.count++;
		return true;
	}

	/**
	 * Returns whether the call was sent again.
	 */
	boolean haveBegun() {
		return this.count > 0;
	}

}
