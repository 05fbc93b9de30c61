package io.github.httppool.boot;

import org.jspecify.annotations.Nullable;

import org.springframework.util.NumberUtils;
import org.springframework.util.StringUtils;

/**
 * How many event loops the pools have, and whether the application's web server runs on
 * them, too. The value of {@code httppool.event-loops}: Spring finds
 * {@link #valueOf(String)} for a text and {@link #of(Integer)} for a number of YAML.
 *
 * @param number how many
 * @param shared whether the web server runs on them
 */
public record EventLoopCount(int number, boolean shared) {

	/** What a value must be. */
	public static final String ALLOWED = "must be 1 or more, or shared";

	/**
	 * Half of the cores, so that the application has the others.
	 */
	public static final EventLoopCount DEFAULT = of(Math.max(1, cores() / 2));

	/**
	 * One for each core, as the application's own code runs on them as well. At least
	 * two, so that code which holds one of them up does not hold up every request.
	 */
	public static final EventLoopCount SHARED = new EventLoopCount(Math.max(2, cores()), true);

	private static final String SHARED_TEXT = "shared";

	private static int cores() {
		return Runtime.getRuntime().availableProcessors();
	}

	/**
	 * Returns event loops of the pools alone.
	 * @param number how many
	 * @return that many, allowed or not
	 */
	public static EventLoopCount of(Integer number) {
		return new EventLoopCount(number, false);
	}

	/**
	 * Reads the value of the property.
	 * @param text a number, or {@code shared}
	 * @return the event loops, or {@code null} if the text is empty, which counts as not
	 * set
	 * @throws IllegalArgumentException if it is neither
	 */
	public static @Nullable EventLoopCount valueOf(String text) {
		if (text.equalsIgnoreCase(SHARED_TEXT)) {
			return SHARED;
		}
		try {
			return StringUtils.hasText(text) ? of(NumberUtils.parseNumber(text, Integer.class)) : null;
		}
		catch (IllegalArgumentException ex) {
			// Without the cause: Spring Boot shows the innermost one, which knows less.
			throw new IllegalArgumentException(ALLOWED);
		}
	}

	/**
	 * Returns it as it is written in a configuration file.
	 */
	@Override
	public String toString() {
		return this.shared ? SHARED_TEXT : Integer.toString(this.number);
	}

}
