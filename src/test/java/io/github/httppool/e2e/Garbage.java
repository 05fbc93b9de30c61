package io.github.httppool.e2e;

import java.lang.ref.WeakReference;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Garbage, and its collection again and again, until closed.
 */
final class Garbage implements AutoCloseable {

	private static final int KILOBYTE = 1024;

	private final AtomicInteger collections = new AtomicInteger();

	private final Thread thread;

	private volatile boolean stopped;

	// So that the compiler does not leave the allocations out.
	private volatile byte[] last = {};

	private Garbage(long pauseMillis) {
		this.thread = new Thread(() -> run(pauseMillis), "test-garbage");
		this.thread.setDaemon(true);
	}

	static Garbage collectedEvery(long millis) {
		Garbage garbage = new Garbage(millis);
		garbage.thread.start();
		return garbage;
	}

	private void run(long pauseMillis) {
		while (!this.stopped) {
			for (int i = 0; i < KILOBYTE; i++) {
				this.last = new byte[KILOBYTE];
			}
			collect();
			this.collections.incrementAndGet();
			LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(pauseMillis));
		}
	}

	/**
	 * Collects until what was unreachable before is found to be.
	 */
	static void collect() {
		WeakReference<Object> sign = new WeakReference<>(new Object());
		do {
			System.gc();
		}
		while (!sign.refersTo(null));
	}

	/**
	 * Collections so far.
	 */
	int collections() {
		return this.collections.get();
	}

	@Override
	public void close() {
		this.stopped = true;
		try {
			this.thread.join();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
