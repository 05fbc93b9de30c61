package io.github.httppool.netty;

import java.util.concurrent.TimeUnit;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;

/**
 * What a timer has to know of an event loop that runs late: held up by application code,
 * garbage collection or a lack of CPU.
 */
final class EventLoopDelay {

	/** A timer is never exact; less than this explains nothing. */
	private static final long WORTH_TELLING_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

	/** Any delay puts a task behind the next read of its event loop. */
	private static final long BEHIND_READ_MILLIS = 1;

	private EventLoopDelay() {
	}

	/**
	 * Runs a task after the event loop has read what there is. A timer that is due runs
	 * before that, and what it waits for may have arrived.
	 */
	static Future<?> afterNextRead(EventExecutor eventLoop, Runnable task) {
		return eventLoop.schedule(task, BEHIND_READ_MILLIS, TimeUnit.MILLISECONDS);
	}

	static boolean isWorthTelling(long lateNanos) {
		return lateNanos >= WORTH_TELLING_NANOS;
	}

	static String describe(long lateNanos) {
		return !isWorthTelling(lateNanos) ? ""
				: "; its event loop was busy for %d ms".formatted(TimeUnit.NANOSECONDS.toMillis(lateNanos));
	}

}
