package io.github.httppool.benchmarks.misbehave;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Times at which all callers rest. After one, a client has noticed all that has happened
 * to its connections before, however busy it was.
 */
final class Pauses {

	/** Calls between two pauses are a multiple of this. */
	static final int UNIT = 500;

	private static final int LAST = 60;

	/** Long enough for a busy client to notice what has happened to its connections. */
	static final Duration LENGTH = Duration.ofSeconds(1);

	private volatile int count;

	/**
	 * Returns whether a call may be one of the last ones before a pause.
	 */
	static boolean mayFollow(int number) {
		return number % UNIT >= UNIT - LAST;
	}

	/**
	 * Returns how many there were so far.
	 */
	int count() {
		return this.count;
	}

	boolean isSame(int count) {
		return this.count == count;
	}

	/**
	 * Rests. No call may be under way.
	 */
	void pause() throws InterruptedException {
		TimeUnit.NANOSECONDS.sleep(LENGTH.toNanos());
		this.count++;
	}

}
