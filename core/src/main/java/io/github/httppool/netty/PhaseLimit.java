package io.github.httppool.netty;

import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;

/**
 * Limits how long a phase of a dial may take. Netty's own limits fail a phase whose end
 * has arrived and was not read, as its event loop was late; this one looks once more
 * after the event loop has read.
 */
final class PhaseLimit {

	private PhaseLimit() {
	}

	/**
	 * Sets a limit.
	 * @param phase ends with the phase
	 * @param eventLoop of the phase
	 * @param millis the limit
	 * @param clock tells the time, in nanoseconds
	 * @param onTimeout is told how many nanoseconds late the event loop was, if the phase
	 * has not ended in time
	 */
	static void set(Future<?> phase, EventExecutor eventLoop, long millis, LongSupplier clock, LongConsumer onTimeout) {
		long due = clock.getAsLong() + TimeUnit.MILLISECONDS.toNanos(millis);
		Future<?> timer = eventLoop.schedule(() -> {
			long late = clock.getAsLong() - due;
			EventLoopDelay.afterNextRead(eventLoop, () -> {
				if (!phase.isDone()) {
					onTimeout.accept(late);
				}
			});
		}, millis, TimeUnit.MILLISECONDS);
		phase.addListener((ended) -> timer.cancel(false));
	}

}
