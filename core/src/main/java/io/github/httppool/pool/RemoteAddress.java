package io.github.httppool.pool;

import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * One address of a name: who uses it, whether it can be reached, and whether the name has
 * it still. Guarded by the pool's lock.
 */
final class RemoteAddress {

	/**
	 * For how long every answer lacks an address before it counts as vanished: one answer
	 * may be a part of the truth.
	 */
	static final long VANISHED_AFTER_NANOS = TimeUnit.SECONDS.toNanos(4);

	/** A single attempt may fail by accident; the probe after it tells. */
	private static final int OUTAGE = 2;

	/** Doubling more often than this exceeds the longest pause. */
	private static final int MAX_DOUBLINGS = 6;

	private final SocketAddress address;

	// Connections and dials, those that are being closed included.
	private int uses;

	private int turn;

	// In a row, each after a pause; none unless dead.
	private int failures;

	private @Nullable Instant deadSince;

	private long pauseEnd;

	private boolean retried;

	// Whether connections to it could not be made ready: a call that tried it would fail.
	private boolean unusable;

	// Whether it was reported that it is left out.
	private boolean reported;

	private boolean probed;

	private boolean missing;

	private long missingSince;

	private long missingUntil;

	RemoteAddress(SocketAddress address) {
		this.address = address;
	}

	SocketAddress address() {
		return this.address;
	}

	boolean isIpv6() {
		return this.address instanceof InetSocketAddress inet && inet.getAddress() instanceof Inet6Address;
	}

	// Use

	void used() {
		this.uses++;
	}

	void leftAlone() {
		this.uses--;
	}

	int uses() {
		return this.uses;
	}

	/**
	 * Counts how often it was the first to be tried.
	 */
	int nextTurn() {
		return this.turn++;
	}

	// Reach

	/**
	 * A connection could not be opened. During a pause that tells nothing new.
	 * @return whether it does
	 */
	boolean failed(long now) {
		if (isDead() && !this.retried && !isPauseOver(now)) {
			return false;
		}
		this.retried = false;
		if (this.deadSince == null) {
			// Only shown.
			this.deadSince = Instant.now();
		}
		this.failures++;
		pause(now);
		return true;
	}

	/**
	 * Whether the last failure makes it more than an accident.
	 */
	boolean beginsOutage() {
		return this.failures == OUTAGE;
	}

	/**
	 * It is reported that it is left out.
	 */
	void reportDead() {
		this.reported = true;
	}

	/**
	 * Takes note of a report that it can be reached again.
	 * @return whether there is one to be made
	 */
	boolean reportReached() {
		boolean due = this.reported;
		this.reported = false;
		return due;
	}

	/**
	 * A dial tries it again, and none else does until the next pause is over.
	 */
	void retries(long now) {
		this.retried = true;
		pause(now);
	}

	private void pause(long now) {
		int doublings = Math.min(Math.max(0, this.failures - 1), MAX_DOUBLINGS);
		this.pauseEnd = now + Math.min(DialBackoff.FIRST_PAUSE_NANOS << doublings, DialBackoff.LONGEST_PAUSE_NANOS);
	}

	/**
	 * Its connection could not be made ready, as its TLS handshake failed, for one. Only
	 * a probe tries it first from now on, until one succeeds.
	 */
	void unusable() {
		this.unusable = true;
	}

	boolean isUnusable() {
		return this.unusable;
	}

	void reached() {
		this.unusable = false;
		this.failures = 0;
		this.retried = false;
		this.deadSince = null;
	}

	boolean isDead() {
		return this.failures > 0;
	}

	/**
	 * Since when no connection could be opened, or {@code null} if it is not dead.
	 */
	@Nullable Instant deadSince() {
		return this.deadSince;
	}

	private boolean isPauseOver(long now) {
		return now - this.pauseEnd >= 0;
	}

	/**
	 * When it may be tried again.
	 */
	long pauseEnd() {
		return this.pauseEnd;
	}

	/**
	 * Whether it is dead, and may be back.
	 */
	boolean isDue(long now) {
		return isDead() && !this.probed && isPauseOver(now);
	}

	/**
	 * A dial is only for this address. Should it fail before it has come to that, the
	 * next one waits for a pause all the same.
	 */
	void probeBegins(long now) {
		this.probed = true;
		retries(now);
	}

	void probeEnds() {
		this.probed = false;
	}

	// Name

	void listed() {
		this.missing = false;
	}

	/**
	 * An answer has other addresses of the same family, and not this one.
	 */
	void missing(long now) {
		if (!this.missing) {
			this.missing = true;
			this.missingSince = now;
		}
		this.missingUntil = now;
	}

	boolean isMissing() {
		return this.missing;
	}

	/**
	 * Whether the name has it no more, as far as can be known.
	 */
	boolean isVanished() {
		return this.missing && this.missingUntil - this.missingSince >= VANISHED_AFTER_NANOS;
	}

	/**
	 * Returns the address in figures.
	 */
	@Override
	public String toString() {
		if (this.address instanceof InetSocketAddress inet && inet.getAddress() != null) {
			String figures = inet.getAddress().getHostAddress();
			return (isIpv6() ? "[" + figures + "]" : figures) + ":" + inet.getPort();
		}
		return HostLabel.of(this.address);
	}

}
