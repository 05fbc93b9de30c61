package io.github.httppool.netty;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.EventExecutorGroup;

/**
 * Watches how late event loops run their timers. A loop that is held up by application
 * code, garbage collection or a lack of CPU delays every call on it, and nothing else
 * tells why.
 */
final class EventLoopWatch {

	/** Often enough to notice a delay that a caller would notice. */
	private static final Duration INTERVAL = Duration.ofMillis(200);

	private final LongSupplier clock;

	private final LongConsumer onDelay;

	/**
	 * Creates a watch.
	 * @param clock tells the time, in nanoseconds
	 * @param onDelay is told of each delay that is {@link EventLoopDelay#isWorthTelling
	 * worth telling}, in nanoseconds, on the event loop that was late
	 */
	EventLoopWatch(LongSupplier clock, LongConsumer onDelay) {
		this.clock = clock;
		this.onDelay = onDelay;
	}

	/**
	 * Watches event loops until they end.
	 * @param eventLoops the event loops
	 */
	void start(EventExecutorGroup eventLoops) {
		eventLoops.forEach((eventLoop) -> new Tick(eventLoop).scheduleNext());
	}

	private final class Tick implements Runnable {

		private final EventExecutor eventLoop;

		private long due;

		Tick(EventExecutor eventLoop) {
			this.eventLoop = eventLoop;
		}

		void scheduleNext() {
			this.due = EventLoopWatch.this.clock.getAsLong() + INTERVAL.toNanos();
			this.eventLoop.schedule(this, INTERVAL.toNanos(), TimeUnit.NANOSECONDS);
		}

		@Override
		public void run() {
			long delay = EventLoopWatch.this.clock.getAsLong() - this.due;
			if (EventLoopDelay.isWorthTelling(delay)) {
				EventLoopWatch.this.onDelay.accept(delay);
			}
			if (!this.eventLoop.isShuttingDown()) {
				scheduleNext();
			}
		}

	}

}
