package io.github.httppool.netty;

import java.util.concurrent.TimeUnit;

/**
 * Says that a timer ran late because its event loop was busy: with application code, the
 * garbage collector, or for want of a processor.
 */
final class EventLoopDelay {

	/** A timer is never exact; less than this explains nothing. */
	private static final long WORTH_TELLING_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

	private EventLoopDelay() {
	}

	static boolean isWorthTelling(long lateNanos) {
		return lateNanos >= WORTH_TELLING_NANOS;
	}

	static String describe(long lateNanos) {
		return !isWorthTelling(lateNanos) ? ""
				: "; its event loop was busy for %d ms".formatted(TimeUnit.NANOSECONDS.toMillis(lateNanos));
	}

}
