package io.github.httppool.actuate;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.github.httppool.LatencySnapshot;

/**
 * How long something has taken, in milliseconds to a microsecond.
 *
 * @param count how often it has happened
 * @param p50Millis the time that half of them have taken at most
 * @param p90Millis the time that 90 % have taken at most
 * @param p99Millis the time that 99 % have taken at most
 * @param maxMillis the longest time
 */
public record LatencyDescriptor(long count, double p50Millis, double p90Millis, double p99Millis, double maxMillis) {

	private static final double MICROS_PER_MILLI = TimeUnit.MILLISECONDS.toMicros(1);

	static LatencyDescriptor of(LatencySnapshot latency) {
		return new LatencyDescriptor(latency.count(), millis(latency.p50()), millis(latency.p90()),
				millis(latency.p99()), millis(latency.max()));
	}

	private static double millis(Duration time) {
		return TimeUnit.NANOSECONDS.toMicros(time.toNanos()) / MICROS_PER_MILLI;
	}

}
