package io.github.httppool.benchmarks.harness;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.locks.LockSupport;

/**
 * When the calls of an {@link OpenLoad} are to be made, in terms of
 * {@link System#nanoTime}. Safe for use by many threads.
 * <p>
 * Nothing spins to be in time: a core that does would be missing for the client, and be
 * counted as its CPU. How late calls are made is known from {@link CallRecorder#started}.
 */
public final class Timetable {

	private final long start;

	private volatile long end;

	// Guarded by this.
	private final Arrivals arrivals;

	/**
	 * Creates a timetable.
	 * @param start when the arrivals begin
	 * @param duration for how long
	 * @param arrivals when calls are due, from the start
	 */
	public Timetable(long start, Duration duration, Arrivals arrivals) {
		this.start = start;
		this.end = start + duration.toNanos();
		this.arrivals = arrivals;
	}

	public static void sleepUntil(long time) {
		long remaining;
		while ((remaining = time - System.nanoTime()) > 0) {
			LockSupport.parkNanos(remaining);
		}
	}

	/**
	 * Takes the next call and waits until it is due.
	 * @return when it was due, or nothing if that is after the end
	 */
	OptionalLong awaitNext() {
		long due = this.start + nextArrival();
		if (isBeforeEnd(due)) {
			sleepUntil(due);
		}
		return isBeforeEnd(due) ? OptionalLong.of(due) : OptionalLong.empty();
	}

	private synchronized long nextArrival() {
		return this.arrivals.next();
	}

	private boolean isBeforeEnd(long due) {
		return due - this.end < 0;
	}

	long end() {
		return this.end;
	}

	/**
	 * Ends the arrivals earlier than planned.
	 */
	public void endAt(long end) {
		this.end = end;
	}

}
