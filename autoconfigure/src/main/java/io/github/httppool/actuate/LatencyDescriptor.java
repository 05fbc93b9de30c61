package io.github.httppool.actuate;

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

	static LatencyDescriptor of(LatencySnapshot latency) {
		return new LatencyDescriptor(latency.count(), Millis.of(latency.p50()), Millis.of(latency.p90()),
				Millis.of(latency.p99()), Millis.of(latency.max()));
	}

}
