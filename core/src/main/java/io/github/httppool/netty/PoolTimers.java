package io.github.httppool.netty;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import reactor.core.Disposable;

/**
 * Runs what is due at a time, whatever application code does to the event loops. One
 * thread only tells the time. What is due runs on another one, as callers who have waited
 * long enough are told there, and their code may block.
 */
final class PoolTimers {

	private static final Log logger = LogFactory.getLog(PoolTimers.class);

	/**
	 * A thread that runs what is due ends when it has had nothing to do for this long.
	 */
	private static final Duration KEEP_ALIVE = Duration.ofSeconds(1);

	private static final Duration RETRY = Duration.ofMillis(100);

	private final ScheduledThreadPoolExecutor clock = new ScheduledThreadPoolExecutor(1,
			new PoolThreads("http-pool-clock"), (task, executor) -> closed());

	private final ThreadPoolExecutor runners = new ThreadPoolExecutor(0, Integer.MAX_VALUE, KEEP_ALIVE.toNanos(),
			TimeUnit.NANOSECONDS, new SynchronousQueue<>(), new PoolThreads("http-pool-timer"));

	PoolTimers() {
		this.clock.setRemoveOnCancelPolicy(true);
	}

	private static void closed() {
		logger.debug("The pools are closed: a timer has nothing to do any more");
	}

	/**
	 * Has a task run later, unless the pools are closed by then.
	 * @param delay how much later
	 * @param task what to run
	 * @return cancels it, unless it has begun
	 */
	Disposable after(Duration delay, Runnable task) {
		Future<?> due = this.clock.schedule(() -> run(task), delay.toNanos(), TimeUnit.NANOSECONDS);
		return new Disposable() {

			@Override
			public void dispose() {
				due.cancel(false);
			}

			@Override
			public boolean isDisposed() {
				return due.isDone();
			}

		};
	}

	/**
	 * A task that is lost would leave callers waiting for ever: where no thread can be
	 * had, it is tried again.
	 */
	private void run(Runnable task) {
		try {
			this.runners.execute(task);
		}
		catch (RejectedExecutionException ex) {
			closed();
		}
		catch (OutOfMemoryError ex) {
			logger.warn("No thread for a timer of the pools, which is late by " + RETRY.toMillis() + " ms", ex);
			this.clock.schedule(() -> run(task), RETRY.toNanos(), TimeUnit.NANOSECONDS);
		}
	}

	/**
	 * Runs a task that may block, at once, on a thread of its own. Once accepted, it runs
	 * even if the pools are closed meanwhile.
	 * @return whether it is accepted: the pools are closed, or no thread can be had,
	 * otherwise
	 */
	boolean offload(Runnable task) {
		try {
			this.runners.execute(task);
			return true;
		}
		catch (RejectedExecutionException | OutOfMemoryError ex) {
			logger.debug("No thread for a task of the pools", ex);
			return false;
		}
	}

	/**
	 * Forgets what is not due yet, and ends the threads.
	 */
	void close() {
		this.clock.shutdownNow();
		this.runners.shutdown();
	}

}
