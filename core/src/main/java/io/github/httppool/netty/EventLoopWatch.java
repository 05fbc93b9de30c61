package io.github.httppool.netty;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import java.util.stream.StreamSupport;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.EventExecutorGroup;
import org.jspecify.annotations.Nullable;

/**
 * Watches how late event loops run their timers. A loop that is held up by application
 * code, garbage collection or a lack of CPU delays every call on it, and nothing else
 * tells why.
 */
final class EventLoopWatch {

	/** Often enough to notice a delay that a caller would notice. */
	private static final Duration INTERVAL = Duration.ofMillis(200);

	private final LongSupplier clock;

	private final List<Tick> ticks;

	/**
	 * Creates a watch.
	 * @param clock tells the time, in nanoseconds
	 * @param eventLoops the event loops
	 */
	EventLoopWatch(LongSupplier clock, EventExecutorGroup eventLoops) {
		this.clock = clock;
		this.ticks = StreamSupport.stream(eventLoops.spliterator(), false).map(Tick::new).toList();
	}

	/**
	 * Watches the event loops until they end.
	 * @param onDelay is told of each delay that is {@link EventLoopDelay#isWorthTelling
	 * worth telling}, in nanoseconds, on the event loop that was late
	 */
	void start(LongConsumer onDelay) {
		this.ticks.forEach((tick) -> tick.start(onDelay));
	}

	/**
	 * Returns how late each of the event loops has been, in sum and up to now.
	 * @return nanoseconds since the start, in the order of the event loops
	 */
	long[] lateness() {
		long now = this.clock.getAsLong();
		long[] sums = new long[this.ticks.size()];
		for (int i = 0; i < sums.length; i++) {
			sums[i] = this.ticks.get(i).lateNanos(now);
		}
		return sums;
	}

	private final class Tick implements Runnable {

		private final EventExecutor eventLoop;

		private LongConsumer onDelay = (delay) -> {
		};

		// Written on the event loop, read anywhere.
		private volatile @Nullable Lateness lateness;

		Tick(EventExecutor eventLoop) {
			this.eventLoop = eventLoop;
		}

		void start(LongConsumer newOnDelay) {
			this.onDelay = newOnDelay;
			scheduleNext(0);
		}

		private void scheduleNext(long lateBefore) {
			this.lateness = new Lateness(EventLoopWatch.this.clock.getAsLong() + INTERVAL.toNanos(), lateBefore);
			this.eventLoop.schedule(this, INTERVAL.toNanos(), TimeUnit.NANOSECONDS);
		}

		long lateNanos(long now) {
			Lateness last = this.lateness;
			return (last != null) ? last.sum(now) : 0;
		}

		@Override
		public void run() {
			long now = EventLoopWatch.this.clock.getAsLong();
			Lateness last = Objects.requireNonNull(this.lateness);
			long delay = last.present(now);
			if (delay > 0) {
				this.onDelay.accept(delay);
			}
			if (!this.eventLoop.isShuttingDown()) {
				scheduleNext(last.sum(now));
			}
		}

	}

	/**
	 * How late an event loop is.
	 *
	 * @param due when it is to run the next timer
	 * @param before the sum of its delays before that
	 */
	private record Lateness(long due, long before) {

		long present(long now) {
			long delay = now - this.due;
			return EventLoopDelay.isWorthTelling(delay) ? delay : 0;
		}

		long sum(long now) {
			return this.before + present(now);
		}

	}

}
