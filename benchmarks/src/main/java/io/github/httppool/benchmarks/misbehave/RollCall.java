package io.github.httppool.benchmarks.misbehave;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Finds out how many calls a client can have under way at once: holds them until all that
 * are expected are there.
 */
final class RollCall {

	static final String PATH = "/present/";

	private static final Duration PATIENCE = Duration.ofSeconds(5);

	private int present;

	private int most;

	/**
	 * Returns how many calls were present at most.
	 */
	synchronized int most() {
		return this.most;
	}

	/**
	 * Waits until so many calls are present, but not for ever.
	 */
	synchronized void await(int expected) throws InterruptedException {
		long end = System.nanoTime() + PATIENCE.toNanos();
		this.present++;
		this.most = Math.max(this.most, this.present);
		notifyAll();
		long rest;
		while (this.most < expected && (rest = end - System.nanoTime()) > 0) {
			TimeUnit.NANOSECONDS.timedWait(this, rest);
		}
		this.present--;
	}

}
