package io.github.httppool.pool;

import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * Keeps a host that cannot be reached from being dialed for each caller: once a dial has
 * failed with nothing alive beside it, one probe at a time is dialed, each after a longer
 * pause, until one succeeds. Guarded by the pool's lock.
 */
final class DialBackoff {

	/** Short enough that a server which restarts its listener is not missed for long. */
	static final long FIRST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

	static final long LONGEST_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(5);

	/** A single dial may fail by accident; the probe after it tells. */
	private static final int OUTAGE = 2;

	/** Doubling more often than this exceeds the longest pause. */
	private static final int MAX_DOUBLINGS = 6;

	private long longestPause = LONGEST_PAUSE_NANOS;

	// In a row; none unless backed off.
	private int failures;

	private @Nullable DialFailure lastFailure;

	private long since;

	private boolean paused;

	private long pauseEnd;

	private long keptUntil;

	// The last dial that had begun at the last failure: those up to it are of the same
	// moment and tell nothing new.
	private long lastDial;

	// What to probe with if callers were turned away in this pause and none waits.
	private @Nullable DialConfig probeConfig;

	// Whether a caller has been asked for that in this pause.
	private boolean probeConfigAsked;

	/**
	 * Has no pause last longer than this.
	 */
	void limitPauses(long nanos) {
		this.longestPause = nanos;
	}

	long longestPause() {
		return this.longestPause;
	}

	/**
	 * Whether dials are backed off.
	 */
	boolean isOn() {
		return this.failures > 0;
	}

	/**
	 * Whether the dial that failed last makes it more than an accident.
	 */
	boolean beginsOutage() {
		return this.failures == OUTAGE;
	}

	/**
	 * Whether more than one dial in a row has failed.
	 */
	boolean isOutage() {
		return this.failures >= OUTAGE;
	}

	int failures() {
		return this.failures;
	}

	@Nullable DialFailure lastFailure() {
		return this.lastFailure;
	}

	/**
	 * When the first of the dials failed.
	 */
	long since() {
		return this.since;
	}

	/**
	 * When the next probe may be dialed.
	 */
	long pauseEnd() {
		return this.pauseEnd;
	}

	/**
	 * Whether the next probe may be dialed. Once that was so it remains so, though
	 * threads read the time before they take the lock, and one may come late with an
	 * earlier time.
	 */
	boolean isPauseOver(long now) {
		this.paused &= now - this.pauseEnd < 0;
		return !this.paused;
	}

	/**
	 * Until when the back-off is kept. If the host is not dialed until then, nobody seems
	 * to want it any more.
	 */
	long keptUntil() {
		return this.keptUntil;
	}

	/**
	 * Callers or dials are there still when the back-off would have been forgotten.
	 */
	void keepLonger(long now) {
		this.keptUntil = now + LONGEST_PAUSE_NANOS;
	}

	/**
	 * Whether a dial had begun when the last one failed, and so may fare otherwise.
	 */
	boolean isOlder(PoolEntry dial) {
		return dial.id() <= this.lastDial;
	}

	/**
	 * A dial has failed, with nothing alive beside it.
	 * @param dial its slot
	 * @param failure why
	 * @param lastBegun the last dial that has begun
	 * @param now the time
	 * @return whether that begins a pause
	 */
	boolean failed(PoolEntry dial, DialFailure failure, long lastBegun, long now) {
		if (isOn() && isOlder(dial)) {
			return false;
		}
		if (!isOn()) {
			this.since = now;
		}
		this.failures++;
		this.lastFailure = failure;
		this.lastDial = lastBegun;
		this.probeConfigAsked = false;
		this.paused = true;
		this.pauseEnd = now + pause();
		this.keptUntil = this.pauseEnd + LONGEST_PAUSE_NANOS;
		return true;
	}

	private long pause() {
		return Math.min(FIRST_PAUSE_NANOS << Math.min(this.failures - 1, MAX_DOUBLINGS), this.longestPause);
	}

	void end() {
		this.failures = 0;
		this.paused = false;
		this.lastFailure = null;
		takeProbeConfig();
	}

	// Probes for callers who wait no longer

	boolean hasProbeConfig() {
		return this.probeConfig != null;
	}

	/**
	 * Whether a caller who is turned away is to be asked what it would have had dialed:
	 * the first in a pause is.
	 */
	boolean asksForProbeConfig() {
		boolean asks = !this.probeConfigAsked && this.probeConfig == null;
		this.probeConfigAsked = true;
		return asks;
	}

	/**
	 * Keeps what the first caller who was turned away would have had dialed, until the
	 * pause is over.
	 */
	void keepProbeConfig(DialConfig config) {
		if (isOn() && this.probeConfig == null) {
			this.probeConfig = config;
		}
	}

	@Nullable DialConfig takeProbeConfig() {
		DialConfig config = this.probeConfig;
		this.probeConfig = null;
		this.probeConfigAsked = false;
		return config;
	}

}
