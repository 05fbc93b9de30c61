package io.github.httppool.e2e;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Callers that call again and again until told to stop.
 */
final class Load implements AutoCloseable {

	private final List<Thread> callers = new ArrayList<>();

	private final AtomicInteger answers = new AtomicInteger();

	private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();

	private volatile boolean stopped;

	private Load(int callers, Callable<String> call) {
		for (int i = 0; i < callers; i++) {
			Thread caller = new Thread(() -> callAgainAndAgain(call), "test-load");
			caller.setDaemon(true);
			this.callers.add(caller);
		}
	}

	static Load of(int callers, Callable<String> call) {
		Load load = new Load(callers, call);
		load.callers.forEach(Thread::start);
		return load;
	}

	private void callAgainAndAgain(Callable<String> call) {
		while (!this.stopped) {
			try {
				call.call();
				this.answers.incrementAndGet();
			}
			catch (Exception ex) {
				this.failures.add(ex);
			}
		}
	}

	/**
	 * Calls answered so far.
	 */
	int answers() {
		return this.answers.get();
	}

	/**
	 * Calls failed so far.
	 */
	List<Throwable> failures() {
		return List.copyOf(this.failures);
	}

	/**
	 * Lets the last calls end.
	 */
	@Override
	public void close() {
		this.stopped = true;
		try {
			for (Thread caller : this.callers) {
				caller.join();
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
