package io.github.httppool.benchmarks.harness;

import java.time.Duration;

import org.HdrHistogram.Histogram;
import org.HdrHistogram.PackedHistogram;

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

	/**
	 * Returns one that takes little memory as long as its values are few.
	 */
	public static Histogram sparseHistogram() {
		return new PackedHistogram(HIGHEST.toNanos(), SIGNIFICANT_DIGITS);
	}

}
