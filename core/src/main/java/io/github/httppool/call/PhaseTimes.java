package io.github.httppool.call;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import io.github.httppool.CallPhase;
import org.jspecify.annotations.Nullable;

/**
 * The current phase of one call, and how long each phase has lasted. Times are those of
 * {@link System#nanoTime()}. Safe for use by several threads.
 */
final class PhaseTimes {

	private static final CallPhase[] PHASES = CallPhase.values();

	private static final long NEVER = Long.MAX_VALUE;

	private final long[] nanos = new long[PHASES.length];

	private CallPhase present = CallPhase.QUEUED;

	private long since;

	// What a call that is queued waits for, if that is known.
	private @Nullable DialTimes dial;

	// What is over, one by one; null if there is nothing to be kept yet.
	private @Nullable List<PhaseInterval> intervals;

	// How long it must have lasted to be kept.
	private long keptFrom = NEVER;

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
			count(now, this.nanos);
			keepPresent(now);
			begin(phase, now);
		}
	}

	/**
	 * Keeps from now on what each phase has been, in addition to how long each has lasted
	 * in all.
	 * @param least how long it must have lasted, in nanoseconds
	 */
	synchronized void keepIntervals(long least) {
		this.keptFrom = Math.max(1, least);
	}

	/**
	 * Returns what is kept of each phase.
	 * @param now the time, at which the present phase counts as over
	 * @return the intervals, in order; empty if none are kept
	 */
	synchronized List<PhaseInterval> intervals(long now) {
		List<PhaseInterval> before = (this.intervals != null) ? this.intervals : List.of();
		if (!isPresentKept(now)) {
			return List.copyOf(before);
		}
		List<PhaseInterval> all = new ArrayList<>(before);
		addPresent(now, all);
		return all;
	}

	private void keepPresent(long now) {
		if (isPresentKept(now)) {
			List<PhaseInterval> kept = (this.intervals != null) ? this.intervals : new ArrayList<>();
			addPresent(now, kept);
			this.intervals = kept;
		}
	}

	private boolean isPresentKept(long now) {
		return this.present != CallPhase.DONE && elapsed(now) >= this.keptFrom;
	}

	private void addPresent(long now, List<PhaseInterval> all) {
		DialTimes awaited = awaited();
		if (awaited == null) {
			all.add(new PhaseInterval(this.present, this.since, now));
			return;
		}
		for (PhaseInterval interval : awaited.intervals(this.since, now)) {
			if (interval.nanos() >= this.keptFrom) {
				all.add(interval);
			}
		}
	}

	/**
	 * Enters {@link CallPhase#DONE}.
	 * @param now the time
	 * @return {@code false} if the call was done before
	 */
	synchronized boolean enterDone(long now) {
		boolean news = this.present != CallPhase.DONE;
		enter(CallPhase.DONE, now);
		return news;
	}

	/**
	 * Enters a phase, even if the call was done: it may be tried again. The time in
	 * between does not count.
	 * @param phase the phase
	 * @param now the time
	 */
	synchronized void reopen(CallPhase phase, long now) {
		if (this.present == CallPhase.DONE) {
			begin(phase, now);
		}
		else {
			enter(phase, now);
		}
	}

	private void begin(CallPhase phase, long now) {
		this.present = phase;
		this.since = now;
		this.dial = null;
	}

	/**
	 * A connection is being opened for the call. Comes too late if the call waits no
	 * more.
	 * @param times how far it has come
	 */
	synchronized void dialed(DialTimes times) {
		if (this.present == CallPhase.QUEUED) {
			this.dial = times;
		}
	}

	/**
	 * Enters {@link CallPhase#SENDING} after a wait.
	 * @param times how the connection was opened that has come; {@code null} if it was
	 * not opened meanwhile
	 * @param now the time
	 */
	synchronized void connected(@Nullable DialTimes times, long now) {
		this.dial = times;
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
		DialTimes awaited = awaited();
		return (awaited != null) ? awaited.phase() : this.present;
	}

	/**
	 * Returns whether the call has no connection for its present or next attempt.
	 */
	synchronized boolean isBeforeConnection() {
		return this.present == CallPhase.QUEUED || this.present == CallPhase.PAUSED;
	}

	/**
	 * Returns how long a phase has lasted in all attempts together.
	 * @param phase the phase
	 * @param now the time up to which the current phase counts
	 * @return nanoseconds; 0 for {@link CallPhase#DONE}
	 */
	long nanos(CallPhase phase, long now) {
		return all(now)[phase.ordinal()];
	}

	/**
	 * Returns the phases that have lasted for any time, in their order.
	 * @param now the time, which counts for the present phase
	 */
	Map<CallPhase, Duration> durations(long now) {
		return durations(all(now));
	}

	/**
	 * Returns the phases that have lasted for any time, in their order.
	 * @param nanos the time of each phase, by its number
	 */
	static Map<CallPhase, Duration> durations(long[] nanos) {
		Map<CallPhase, Duration> durations = new EnumMap<>(CallPhase.class);
		for (CallPhase phase : PHASES) {
			if (nanos[phase.ordinal()] > 0) {
				durations.put(phase, Duration.ofNanos(nanos[phase.ordinal()]));
			}
		}
		return durations;
	}

	private synchronized long[] all(long now) {
		long[] all = this.nanos.clone();
		if (this.present != CallPhase.DONE) {
			count(now, all);
		}
		return all;
	}

	private void count(long now, long[] counted) {
		DialTimes awaited = awaited();
		if (awaited != null) {
			awaited.count(this.since, now, counted);
		}
		else {
			counted[this.present.ordinal()] += elapsed(now);
		}
	}

	private @Nullable DialTimes awaited() {
		return (this.present == CallPhase.QUEUED) ? this.dial : null;
	}

	/**
	 * Not negative: several threads report on one call, each with a time that it read
	 * earlier.
	 */
	private long elapsed(long now) {
		return Math.max(0, now - this.since);
	}

}
