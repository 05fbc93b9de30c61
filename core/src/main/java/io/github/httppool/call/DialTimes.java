package io.github.httppool.call;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;

import io.github.httppool.CallPhase;
import org.jspecify.annotations.Nullable;

/**
 * When the opening of a connection has come into which phase. Written by one thread at a
 * time, read by any: calls that wait for the connection count their time by it. Leads to
 * no call. Times are those of {@link System#nanoTime()}.
 */
public final class DialTimes {

	private volatile Step last;

	/**
	 * A connection begins to be opened.
	 * @param now the time
	 */
	public DialTimes(long now) {
		this.last = new Step(CallPhase.CONNECTING, now, null);
	}

	/**
	 * The next phase begins.
	 * @param phase one of {@link CallPhase#CONNECTING}, {@link CallPhase#DNS},
	 * {@link CallPhase#TCP} and {@link CallPhase#TLS}
	 * @param now the time
	 */
	public void enters(CallPhase phase, long now) {
		this.last = new Step(phase, now, this.last);
	}

	/**
	 * The connection is open, or there will be none. A call that still waits is queued.
	 * @param now the time
	 */
	public void end(long now) {
		enters(CallPhase.QUEUED, now);
	}

	/**
	 * Returns how long each phase has lasted up to the last one.
	 * @return the phases that have lasted for any time and are over, in their order
	 */
	public Map<CallPhase, Duration> durations() {
		Step newest = this.last;
		long[] nanos = new long[CallPhase.values().length];
		for (Step step = newest; step.before != null; step = step.before) {
			nanos[step.before.phase.ordinal()] += Math.max(0, step.since - step.before.since);
		}
		return PhaseTimes.durations(nanos);
	}

	/**
	 * Returns what a call waits for that waits for the connection.
	 */
	CallPhase phase() {
		return this.last.phase;
	}

	/**
	 * Counts the wait of a call: what was before the connection began to be opened is
	 * time in the queue.
	 * @param from when the call began to wait
	 * @param to when it ended, or the present
	 * @param nanos gets the time of each phase, by its number
	 */
	void count(long from, long to, long[] nanos) {
		long end = to;
		for (Step step = this.last; step != null && end - from > 0; step = step.before) {
			long begin = (step.since - from > 0) ? step.since : from;
			if (end - begin > 0) {
				nanos[step.phase.ordinal()] += end - begin;
				end = begin;
			}
		}
		nanos[CallPhase.QUEUED.ordinal()] += Math.max(0, end - from);
	}

	/**
	 * Returns what a wait for the connection consists of: what was before the connection
	 * began to be opened is time in the queue.
	 * @param from when the wait began
	 * @param to when it ended, or the present
	 * @return each phase that has lasted for any time, in order and without gaps
	 */
	public List<PhaseInterval> intervals(long from, long to) {
		Deque<PhaseInterval> found = new ArrayDeque<>();
		long end = to;
		for (Step step = this.last; step != null && end - from > 0; step = step.before) {
			long begin = (step.since - from > 0) ? step.since : from;
			if (end - begin > 0) {
				found.addFirst(new PhaseInterval(step.phase, begin, end));
				end = begin;
			}
		}
		if (end - from > 0) {
			found.addFirst(new PhaseInterval(CallPhase.QUEUED, from, end));
		}
		return List.copyOf(found);
	}

	private record Step(CallPhase phase, long since, @Nullable Step before) {

	}

}
