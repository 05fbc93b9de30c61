package io.github.httppool.netty;

import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Watches that a response begins in time after its request was sent. One timer task
 * serves many calls: it is not cancelled when a response comes, but looks at the present
 * deadline when it runs, so that a call costs no more than writing a field.
 * <p>
 * An event loop that was busy runs its timers before it reads: the response may be there
 * and not be read yet. So a timer that is due looks once more, after the event loop has
 * read what there is. Used on the connection's event loop only.
 */
final class ResponseTimer implements Runnable {

	private final EventLoop eventLoop;

	private final LongSupplier clock;

	private final LongConsumer onTimeout;

	private boolean watching;

	private boolean due;

	private long deadline;

	private long lateNanos;

	private @Nullable Future<?> task;

	/**
	 * Creates a timer.
	 * @param eventLoop runs it
	 * @param clock tells the time, in nanoseconds
	 * @param onTimeout is told how many nanoseconds late the event loop was, if there is
	 * no response in time
	 */
	ResponseTimer(EventLoop eventLoop, LongSupplier clock, LongConsumer onTimeout) {
		this.eventLoop = eventLoop;
		this.clock = clock;
		this.onTimeout = onTimeout;
	}

	void start(long timeoutNanos) {
		this.watching = true;
		this.due = false;
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
		}
		else if (!this.due) {
			this.due = true;
			this.lateNanos = -remaining;
			this.task = EventLoopDelay.afterNextRead(this.eventLoop, this);
		}
		else {
			this.watching = false;
			this.onTimeout.accept(this.lateNanos);
		}
	}

}
