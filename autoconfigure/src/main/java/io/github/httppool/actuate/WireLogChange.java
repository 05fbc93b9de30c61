package io.github.httppool.actuate;

import java.time.Duration;
import java.util.regex.Pattern;

import io.github.httppool.text.Printable;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.convert.DurationStyle;

/**
 * How the wire log of a pool is to be switched.
 *
 * @param time for how long it is on, 0 switches it off
 * @param host the host that is logged, {@code null} for all
 */
record WireLogChange(Duration time, @Nullable String host) {

	/** For a request that does not say how long. */
	private static final Duration DEFAULT_TIME = Duration.ofMinutes(1);

	/** Taken for milliseconds in a property, but meant as seconds by most people. */
	private static final Pattern WITHOUT_UNIT = Pattern.compile("[+-]?\\d+");

	/**
	 * Reads what a request says.
	 * @param time a duration with its unit, such as {@code PT1M} or {@code 1m};
	 * {@code on} or {@code off}
	 * @param host the host, if it says one
	 * @throws InvalidEndpointRequestException if the time is none, or has no unit
	 */
	static WireLogChange of(String time, @Nullable String host) {
		return new WireLogChange(switch (time) {
			case "on", "true" -> DEFAULT_TIME;
			case "off", "false" -> Duration.ZERO;
			default -> duration(time);
		}, host);
	}

	private static Duration duration(String time) {
		if (WITHOUT_UNIT.matcher(time).matches()) {
			throw invalid(time, null);
		}
		try {
			return DurationStyle.detectAndParse(time);
		}
		catch (IllegalArgumentException | ArithmeticException ex) {
			throw invalid(time, ex);
		}
	}

	private static InvalidEndpointRequestException invalid(String time, @Nullable Exception cause) {
		String message = "wireLog must be a time with its unit, such as PT1M or 60s, 'on' (for a minute) or 'off', not '%s'"
			.formatted(Printable.line(time, Printable.MAX_LENGTH));
		return new InvalidEndpointRequestException(message, message, cause);
	}

}
