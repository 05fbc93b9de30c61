package io.github.httppool.netty;

import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Threads of the pools. They inherit neither thread-locals nor the class loader of the
 * caller who happens to need them first.
 */
final class PoolThreads implements ThreadFactory, Executor {

	private final String prefix;

	private final AtomicInteger number = new AtomicInteger();

	PoolThreads(String prefix) {
		this.prefix = prefix;
	}

	@Override
	public Thread newThread(Runnable task) {
		Thread thread = new Thread(null, task, this.prefix + "-" + this.number.incrementAndGet(), 0, false);
		thread.setDaemon(true);
		thread.setContextClassLoader(PoolThreads.class.getClassLoader());
		return thread;
	}

	/**
	 * Runs a task on a thread that ends with it.
	 */
	@Override
	public void execute(Runnable task) {
		newThread(task).start();
	}

}
