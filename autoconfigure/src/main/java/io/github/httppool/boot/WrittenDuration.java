package io.github.httppool.boot;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.stream.Stream;

import org.springframework.boot.convert.DurationStyle;

/**
 * Formats a time as in a configuration file, such as {@code 500ms} or {@code 2s}.
 */
public final class WrittenDuration {

	private WrittenDuration() {
	}

	/**
	 * Formats a time.
	 * @param duration the time, which may be 0 or negative
	 * @return the time in the largest unit that it is a multiple of, in ISO 8601 if there
	 * is none
	 */
	public static String of(Duration duration) {
		if (duration.isZero()) {
			return DurationStyle.SIMPLE.print(duration, ChronoUnit.SECONDS);
		}
		return Stream.of(ChronoUnit.DAYS, ChronoUnit.HOURS, ChronoUnit.MINUTES, ChronoUnit.SECONDS, ChronoUnit.MILLIS)
			.filter((unit) -> isWhole(duration, unit))
			.findFirst()
			.map((unit) -> DurationStyle.SIMPLE.print(duration, unit))
			.orElseGet(duration::toString);
	}

	/**
	 * Without dividing times, for which the JDK takes decimals and, the first time, 30
	 * ms.
	 */
	private static boolean isWhole(Duration duration, ChronoUnit unit) {
		Duration one = unit.getDuration();
		return (one.getNano() > 0) ? duration.getNano() % one.getNano() == 0
				: duration.getNano() == 0 && duration.getSeconds() % one.getSeconds() == 0;
	}

}
