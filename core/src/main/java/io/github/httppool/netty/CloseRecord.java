package io.github.httppool.netty;

import io.github.httppool.CloseReason;
import org.jspecify.annotations.Nullable;

/**
 * Why a connection is closed. Only the first reason counts, as what follows follows from
 * it. Thread-safe.
 */
final class CloseRecord {

	// Guarded by this when written.
	private volatile @Nullable CloseReason reason;

	private volatile boolean reclaiming;

	private volatile boolean reclaimed;

	synchronized void note(CloseReason newReason) {
		if (this.reason == null) {
			this.reason = newReason;
		}
	}

	/**
	 * The present call is about to be ended because it leaked. If that closes the
	 * connection, it is the reason.
	 */
	void reclaiming() {
		this.reclaiming = true;
	}

	/**
	 * The call has ended, and the connection goes on.
	 */
	void reclaimingOver() {
		this.reclaiming = false;
	}

	/**
	 * This side closes the connection for no other reason than that its call was given
	 * up.
	 * @param givenUp the reason, unless the call had leaked
	 * @return whether this is the first reason, and the call had leaked
	 */
	synchronized boolean noteGivenUp(CloseReason givenUp) {
		boolean leaked = this.reclaiming && this.reason == null;
		this.reclaimed |= leaked;
		note(leaked ? CloseReason.LEAK_RECLAIMED : givenUp);
		return leaked;
	}

	/**
	 * Returns the reason.
	 * @return the reason, or {@code null} as long as there is none
	 */
	@Nullable CloseReason reason() {
		return this.reason;
	}

	/**
	 * Returns whether the connection is being closed as its call had leaked.
	 */
	boolean isReclaimed() {
		return this.reclaimed;
	}

}
