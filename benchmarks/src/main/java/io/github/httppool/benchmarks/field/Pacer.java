package io.github.httppool.benchmarks.field;

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.DoubleUnaryOperator;
import java.util.function.LongConsumer;

/**
 * An open model: calls are due on a clock of their own, whether or not those before have
 * ended. A call that is late is made at once, and its latency counts from when it was
 * due.
 */
final class OpenLoad {

	private final double rate;

	/** From the mean distance of two calls to the distance of the next two. */
	private final DoubleUnaryOperator distance;

	private OpenLoad(double rate, DoubleUnaryOperator distance) {
		this.rate = rate;
		this.distance = distance;
	}

	/**
	 * Calls at equal distances.
	 * @param rate calls per second
	 */
	static OpenLoad constant(double rate) {
		return new OpenLoad(rate, (mean) -> mean);
	}

	/**
	 * Calls that know nothing of each other, as those of many independent users: a
	 * Poisson process.
	 * @param rate calls per second, on average
	 */
	static OpenLoad random(double rate) {
		SplittableRandom random = new SplittableRandom(1);
		return new OpenLoad(rate, (mean) -> -mean * Math.log(1 - random.nextDouble()));
	}

	/**
	 * Makes calls for some time.
	 * @param time for how long calls are due
	 * @param call starts a call and must not wait for it; is given when it was due, in
	 * terms of {@link System#nanoTime}
	 */
	void run(Duration time, LongConsumer call) {
		runUntil(time, () -> false, call);
	}

	/**
	 * Makes calls until there are enough, or the time is up.
	 */
	void runUntil(Duration time, BooleanSupplier enough, LongConsumer call) {
		long start = System.nanoTime();
		double mean = 1e9 / this.rate;
		for (double next = 0; next < time.toNanos()
				&& !enough.getAsBoolean(); next += this.distance.applyAsDouble(mean)) {
			long due = start + (long) next;
			long remaining;
			while ((remaining = due - System.nanoTime()) > 0) {
				LockSupport.parkNanos(remaining);
			}
			call.accept(due);
		}
	}

}
