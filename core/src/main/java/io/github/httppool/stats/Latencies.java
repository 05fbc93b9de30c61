package io.github.httppool.stats;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.github.httppool.LatencySnapshot;
import org.HdrHistogram.IntCountsHistogram;

/**
 * How long something has taken, as an HDR histogram: 464 counters, 2 kB, know any time
 * from a microsecond to an hour to 6 %. To record one takes some nanoseconds and
 * allocates nothing.
 */
final class Latencies {

	private static final long LONGEST_MICROS = TimeUnit.HOURS.toMicros(1);

	private static final int SIGNIFICANT_DIGITS = 1;

	private static final double MEDIAN = 50;

	private final IntCountsHistogram micros = new IntCountsHistogram(LONGEST_MICROS, SIGNIFICANT_DIGITS);

	private long maxNanos;

	void record(long nanos) {
		long taken = Math.max(0, nanos);
		this.micros.recordValue(Math.min(TimeUnit.NANOSECONDS.toMicros(taken), LONGEST_MICROS));
		this.maxNanos = Math.max(this.maxNanos, taken);
	}

	void add(Latencies others) {
		this.micros.add(others.micros);
		this.maxNanos = Math.max(this.maxNanos, others.maxNanos);
	}

	void clear() {
		this.micros.reset();
		this.maxNanos = 0;
	}

	long count() {
		return this.micros.getTotalCount();
	}

	/**
	 * Returns the time that half of them have taken at most, in nanoseconds; 0 if there
	 * are none.
	 */
	long median() {
		return percentile(MEDIAN);
	}

	/**
	 * Returns the time that a share of them has taken at most.
	 * @param percent the share, from 0 to 100
	 * @return the middle of what the histogram cannot tell apart, in nanoseconds
	 */
	long percentile(double percent) {
		long value = this.micros.getValueAtPercentile(percent);
		return Math.min(TimeUnit.MICROSECONDS.toNanos(this.micros.medianEquivalentValue(value)), this.maxNanos);
	}

	LatencySnapshot snapshot() {
		return new LatencySnapshot(count(), Duration.ofNanos(median()), Duration.ofNanos(percentile(90)),
				Duration.ofNanos(percentile(99)), Duration.ofNanos(this.maxNanos));
	}

}
