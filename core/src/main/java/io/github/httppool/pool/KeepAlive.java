package io.github.httppool.pool;

import io.github.httppool.CloseReason;
import org.jspecify.annotations.Nullable;

/**
 * How long the server keeps one connection: what it has said, and until when the
 * connection may stay idle. What the server says is noted by the connection while a call
 * has it, and read under the pool's lock once it is back; what the pool decides is
 * written under the lock, and read by the connection while a call has it. Times are in
 * nanoseconds.
 */
public final class KeepAlive {

	/** What stands for a limit that the server has not told. */
	public static final long UNKNOWN = Long.MAX_VALUE;

	private long toldIdleNanos = UNKNOWN;

	private long toldRequests = UNKNOWN;

	private boolean reset;

	// Why it may not stay idle for longer than until the deadline, if that is limited.
	private @Nullable CloseReason limitedFor;

	private long deadline;

	private long idleBefore;

	// What the server says

	/**
	 * The server has said how long it keeps the connection. What it said before does not
	 * count any more.
	 * @param idleNanos for how long it may be idle, or {@link #UNKNOWN}
	 * @param requests how many requests it may have served, or {@link #UNKNOWN}
	 */
	public void told(long idleNanos, long requests) {
		this.toldIdleNanos = idleNanos;
		this.toldRequests = requests;
	}

	/**
	 * The connection was reset, and not closed in order before: that tells nothing of how
	 * long the server keeps connections.
	 */
	public void wasReset() {
		this.reset = true;
	}

	long toldIdleNanos() {
		return this.toldIdleNanos;
	}

	/**
	 * Whether the server takes no further request.
	 */
	boolean isUsedUp(long requests) {
		return requests >= this.toldRequests;
	}

	boolean isReset() {
		return this.reset;
	}

	// What the pool decides

	/**
	 * The connection is idle, and may be until a moment.
	 * @param until the moment
	 * @param reason what it is closed for then
	 */
	void limit(long until, CloseReason reason) {
		this.deadline = until;
		this.limitedFor = reason;
	}

	/**
	 * The connection may be idle for as long as the pool likes.
	 */
	void unlimited() {
		this.limitedFor = null;
	}

	/**
	 * A call gets the connection.
	 * @param idleNanos how long it has been idle since the last call
	 */
	void leased(long idleNanos) {
		this.idleBefore = idleNanos;
		if (idleNanos == 0) {
			unlimited();
		}
	}

	/**
	 * Returns whether a moment is known until when the connection may be idle.
	 * @return whether {@link #expiredBy} may give a reason
	 */
	public boolean isLimited() {
		return this.limitedFor != null;
	}

	long deadline() {
		return this.deadline;
	}

	/**
	 * Returns how long the connection had been idle when the present call got it, or the
	 * last.
	 */
	long idleBefore() {
		return this.idleBefore;
	}

	/**
	 * Returns why the connection must not be used by the call that is about to get it: it
	 * took so long since it was leased that the server may be closing it.
	 * @param now the time
	 * @return the reason, or {@code null} if it may be used
	 */
	public @Nullable CloseReason expiredBy(long now) {
		return (this.limitedFor != null && now - this.deadline >= 0) ? this.limitedFor : null;
	}

}
