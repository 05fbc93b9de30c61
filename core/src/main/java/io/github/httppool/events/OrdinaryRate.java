package io.github.httppool.events;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Which ordinary events are kept: the first ten, and one a second from then on, with what
 * was not used up for ten more at most. An ordinary load of any size then leaves room for
 * minutes, and somebody who tries a few calls sees each of them.
 * <p>
 * This is the generic cell rate algorithm (ITU-T I.371) with one number: the time up to
 * which events have been taken. Without a lock, as every call passes here; of two threads
 * that take at the same moment one is refused. Times are those of
 * {@link System#nanoTime()}.
 */
final class OrdinaryRate {

	private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(1);

	private static final int BURST = 10;

	private final AtomicLong takenUntil;

	OrdinaryRate(long now) {
		this.takenUntil = new AtomicLong(now - BURST * INTERVAL_NANOS);
	}

	/**
	 * Takes an event, if there is room for one.
	 * @param now the time
	 */
	boolean take(long now) {
		long present = this.takenUntil.get();
		long earliest = now - BURST * INTERVAL_NANOS;
		long from = (present - earliest > 0) ? present : earliest;
		return now - from >= INTERVAL_NANOS && this.takenUntil.compareAndSet(present, from + INTERVAL_NANOS);
	}

}
