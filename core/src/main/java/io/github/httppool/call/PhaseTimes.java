package io.github.httppool.call;

/**
 * The phase of one call, and how long each has lasted. Times are those of
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
	 * A phase begins, unless the call is done.
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
	 * A phase begins, even if the call seemed to be done.
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
	 * A call has waited for a connection, and gets a new one: from the moment that one
	 * began to be opened, it was connecting.
	 * @param dialed when that was, perhaps before the call waited
	 * @param now the time
	 */
	synchronized void connectedSince(long dialed, long now) {
		boolean waitedBefore = dialed - this.since > 0;
		enter(CallPhase.CONNECTING, waitedBefore ? dialed : this.since);
		enter(CallPhase.SENDING, now);
	}

	/**
	 * A phase begins if the present one is that which comes before it.
	 * @param before what must be the present phase
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
	 * @param now the time, which counts for the present phase
	 * @return nanoseconds; 0 for {@link CallPhase#DONE}
	 */
	synchronized long nanos(CallPhase phase, long now) {
		boolean lasts = phase == this.present && phase != CallPhase.DONE;
		return this.nanos[phase.ordinal()] + (lasts ? elapsed(now) : 0);
	}

	/**
	 * Several threads tell of one call, each with a time that it took before.
	 */
	private long elapsed(long now) {
		return Math.max(0, now - this.since);
	}

}
