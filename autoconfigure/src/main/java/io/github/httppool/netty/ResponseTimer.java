package io.github.httppool.netty;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Watches that a response begins in time after its request was sent. One timer task
 * serves many calls: it is not cancelled when a response comes, but looks at the present
 * deadline when it runs, so that a call costs no more than writing a field. Used on the
 * connection's event loop only.
 */
final class ResponseTimer implements Runnable {

	private final EventLoop eventLoop;

	private final LongSupplier clock;

	private final Runnable onTimeout;

	private boolean watching;

	private long deadline;

	private @Nullable Future<?> task;

	ResponseTimer(EventLoop eventLoop, LongSupplier clock, Runnable onTimeout) {
		this.eventLoop = eventLoop;
		this.clock = clock;
		this.onTimeout = onTimeout;
	}

	void start(long timeoutNanos) {
		this.watching = true;
		this.deadline = this.clock.getAsLong() + timeoutNanos;
		if (this.task == null) {
			schedule(timeoutNanos);
		}
	}

	void stop() {
		this.watching = false;
	}

	private void schedule(long nanos) {
		this.task = this.eventLoop.schedule(this, nanos, TimeUnit.NANOSECONDS);
	}

	/**
	 * Ends the timer with its connection, which the task would keep from being collected.
	 */
	void end() {
		this.watching = false;
		if (this.task != null) {
			this.task.cancel(false);
		}
	}

	@Override
	public void run() {
		this.task = null;
		if (!this.watching) {
			return;
		}
		long remaining = this.deadline - this.clock.getAsLong();
		if (remaining > 0) {
			schedule(remaining);
			return;
		}
		this.watching = false;
		this.onTimeout.run();
	}

}
