package io.github.httppool;

import java.time.Duration;

/**
 * How long something has taken within a time. Percentiles are known to 6 %, the maximum
 * exactly.
 *
 * @param count how often it has happened
 * @param p50 the time that half of them have taken at most, zero if there were none
 * @param p90 the time that 90 % have taken at most
 * @param p99 the time that 99 % have taken at most
 * @param max the longest time
 */
public record LatencySnapshot(long count, Duration p50, Duration p90, Duration p99, Duration max) {

	/** Nothing has happened. */
	public static final LatencySnapshot NONE = new LatencySnapshot(0, Duration.ZERO, Duration.ZERO, Duration.ZERO,
			Duration.ZERO);

}
