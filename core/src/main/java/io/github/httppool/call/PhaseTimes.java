package io.github.httppool.call;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

import io.github.httppool.CallPhase;

/**
 * The current phase of one call, and how long each phase has lasted. Times are those of
 * {@link System#nanoTime()}. Safe for use by several threads.
 */
final class PhaseTimes {

	private static final CallPhase[] PHASES = CallPhase.values();

	private final long[] nanos = new long[PHASES.length];

	private CallPhase present = CallPhase.QUEUED;

	private long since;

	PhaseTimes(long start) {
		this.since = start;
	}

	/**
	 * Enters a phase, unless the call is done.
	 * @param phase the phase
	 * @param now the time
	 */
	synchronized void enter(CallPhase phase, long now) {
		if (this.present != CallPhase.DONE) {
			this.nanos[this.present.ordinal()] += elapsed(now);
			this.present = phase;
			this.since = now;
		}
	}

	/**
	 * Enters a phase, even if the call was done: it may be tried again. The time in
	 * between does not count.
	 * @param phase the phase
	 * @param now the time
	 */
	synchronized void reopen(CallPhase phase, long now) {
		if (this.present == CallPhase.DONE) {
			this.present = phase;
			this.since = now;
		}
		else {
			enter(phase, now);
		}
	}

	/**
	 * Enters {@link CallPhase#SENDING} after a wait for a new connection. The wait counts
	 * as {@link CallPhase#CONNECTING} from the moment the connection began to be opened.
	 * @param dialed when that was, perhaps before the call began to wait
	 * @param now the time
	 */
	synchronized void connectedSince(long dialed, long now) {
		boolean waitedBefore = dialed - this.since > 0;
		enter(CallPhase.CONNECTING, waitedBefore ? dialed : this.since);
		enter(CallPhase.SENDING, now);
	}

	/**
	 * Enters a phase if the current one is the one expected before it.
	 * @param before what the current phase must be
	 * @param phase the phase
	 * @param now the time
	 */
	synchronized void enterAfter(CallPhase before, CallPhase phase, long now) {
		if (this.present == before) {
			enter(phase, now);
		}
	}

	synchronized CallPhase present() {
		return this.present;
	}

	/**
	 * Returns how long a phase has lasted in all attempts together.
	 * @param phase the phase
	 * @param now the time up to which the current phase counts
	 * @return nanoseconds; 0 for {@link CallPhase#DONE}
	 */
	synchronized long nanos(CallPhase phase, long now) {
		boolean lasts = phase == this.present && phase != CallPhase.DONE;
		return this.nanos[phase.ordinal()] + (lasts ? elapsed(now) : 0);
	}

	/**
	 * Returns the phases that have lasted for any time, in their order.
	 * @param now the time, which counts for the present phase
	 */
	synchronized Map<CallPhase, Duration> all(long now) {
		Map<CallPhase, Duration> all = new EnumMap<>(CallPhase.class);
		for (CallPhase phase : PHASES) {
			long lasted = nanos(phase, now);
			if (lasted > 0) {
				all.put(phase, Duration.ofNanos(lasted));
			}
		}
		return all;
	}

	/**
	 * Not negative: several threads report on one call, each with a time that it read
	 * earlier.
	 */
	private long elapsed(long now) {
		return Math.max(0, now - this.since);
	}

}
