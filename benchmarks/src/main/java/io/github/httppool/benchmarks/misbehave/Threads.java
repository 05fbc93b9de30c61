package io.github.httppool.benchmarks.misbehave;

import java.util.concurrent.CompletableFuture;

/**
 * Threads that do not keep the JVM alive.
 */
final class Threads {

	private Threads() {
	}

	static Thread daemon(Runnable task, String name) {
		Thread thread = new Thread(task, name);
		thread.setDaemon(true);
		return thread;
	}

	/**
	 * Runs a task on a thread of its own.
	 * @return completed, perhaps with a failure, when the task has ended
	 */
	static CompletableFuture<Void> run(Runnable task, String name) {
		return CompletableFuture.runAsync(task, (execution) -> daemon(execution, name).start());
	}

}
