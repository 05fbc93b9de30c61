package io.github.httppool.benchmarks.harness;

import java.time.Duration;

import org.HdrHistogram.Histogram;

/**
 * Latencies of calls, in nanoseconds.
 */
public final class Latencies {

	private static final Duration HIGHEST = Duration.ofMinutes(1);

	private static final int SIGNIFICANT_DIGITS = 3;

	private Latencies() {
	}

	public static Histogram histogram() {
		return new Histogram(HIGHEST.toNanos(), SIGNIFICANT_DIGITS);
	}

}
