package io.github.httppool.text;

import java.util.concurrent.TimeUnit;

/**
 * Writes times for messages of which there may be thousands a second: a format would cost
 * as much as the rest of the message. Internal: not meant for applications.
 */
public final class DurationInWords {

	private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

	private static final long TENTH = SECOND / 10;

	private DurationInWords() {
	}

	/**
	 * Returns a time as in {@code 40 ms}, or {@code 1.9 s} from one second on.
	 * @param nanos the time
	 * @return number and unit
	 */
	public static String of(long nanos) {
		if (nanos < SECOND) {
			return TimeUnit.NANOSECONDS.toMillis(Math.max(0, nanos)) + " ms";
		}
		long tenths = (nanos + TENTH / 2) / TENTH;
		return tenths / 10 + "." + tenths % 10 + " s";
	}

}
