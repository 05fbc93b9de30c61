package io.github.httppool.actuate;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Times as the endpoint writes them.
 */
final class Millis {

	private static final double MICROS_PER_MILLI = TimeUnit.MILLISECONDS.toMicros(1);

	private Millis() {
	}

	/**
	 * Returns a time in milliseconds, cut to a microsecond: that tells a pause from none,
	 * and less would be noise.
	 */
	static double of(Duration time) {
		return TimeUnit.NANOSECONDS.toMicros(time.toNanos()) / MICROS_PER_MILLI;
	}

}
