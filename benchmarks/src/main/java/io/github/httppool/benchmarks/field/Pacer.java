package io.github.httppool.benchmarks.field;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;

import io.github.httppool.benchmarks.harness.Arrivals;
import io.github.httppool.benchmarks.harness.OpenLoad;
import io.github.httppool.benchmarks.harness.Timetable;

/**
 * Starts calls when they are due, whether or not those before have ended (open model). A
 * call that is late is started at once, and its latency counts from when it was due.
 * Unlike an {@link OpenLoad}, it has no callers and keeps no figures: each experiment
 * makes and records its calls in its own way.
 */
final class Pacer {

	private Pacer() {
	}

	/**
	 * Starts calls for some time.
	 * @param arrivals when they are due
	 * @param time for how long
	 * @param call starts a call and must not wait for it; is given when it was due, in
	 * terms of {@link System#nanoTime}
	 */
	static void run(Arrivals arrivals, Duration time, LongConsumer call) {
		runUntil(arrivals, time, () -> false, call);
	}

	/**
	 * Starts calls until there are enough, or the time is up.
	 */
	static void runUntil(Arrivals arrivals, Duration time, BooleanSupplier enough, LongConsumer call) {
		long start = System.nanoTime();
		long next;
		while (!enough.getAsBoolean() && (next = arrivals.next()) < time.toNanos()) {
			Timetable.sleepUntil(start + next);
			call.accept(start + next);
		}
	}

}
