package io.github.httppool.benchmarks.harness;

import java.time.Duration;
import java.util.Random;

/**
 * When calls are due, whatever became of those before: in nanoseconds from a start,
 * ascending and without an end. Not safe for use by many threads.
 */
@FunctionalInterface
public interface Arrivals {

	/**
	 * Returns when the next call is due.
	 */
	long next();

	/**
	 * Calls at equal distances.
	 * @param rate calls per second
	 * @param shift by how much of the distance all of them are later
	 */
	static Arrivals even(int rate, double shift) {
		long interval = Duration.ofSeconds(1).dividedBy(rate).toNanos();
		long[] next = { (long) (shift * interval) };
		return () -> {
			long due = next[0];
			next[0] += interval;
			return due;
		};
	}

	/**
	 * Calls of many who know nothing of each other: a Poisson process, in which the
	 * distances are distributed exponentially. Calls come in bunches, and some are under
	 * way together, as they are never with equal distances and short calls.
	 * @param rate calls per second on average
	 * @param seed what the distances follow from; the same distances for the same seed
	 */
	static Arrivals poisson(int rate, long seed) {
		Random random = new Random(seed);
		double mean = (double) Duration.ofSeconds(1).toNanos() / rate;
		double[] last = { 0 };
		return () -> {
			last[0] -= mean * Math.log(1 - random.nextDouble());
			return (long) last[0];
		};
	}

	/**
	 * Calls of callers each of whom makes one per interval, on a clock that began at a
	 * random moment.
	 * @param callers how many
	 * @param interval the time between two calls of one caller
	 * @param seed what the moments follow from
	 */
	static Arrivals ofCallers(int callers, Duration interval, long seed) {
		long[] moments = new Random(seed).longs(callers, 0, interval.toNanos()).sorted().toArray();
		long[] taken = { 0 };
		return () -> {
			long call = taken[0]++;
			return call / callers * interval.toNanos() + moments[(int) (call % callers)];
		};
	}

}
