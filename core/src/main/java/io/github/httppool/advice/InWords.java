package io.github.httppool.advice;

import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Writes times, factors and places as short as they can be understood.
 */
final class InWords {

	private static final double MILLI = TimeUnit.MILLISECONDS.toNanos(1);

	private static final double SECOND = TimeUnit.SECONDS.toNanos(1);

	private static final int TENTHS_BELOW = 10;

	/** The names of package, class, method and file, and the line. */
	private static final Pattern FRAME = Pattern.compile("(?:[^(]*\\.)?([^.(]+\\.[^.(]+)\\([^(:]*:(\\d+)\\)");

	private InWords() {
	}

	/**
	 * Returns a time as in {@code 0.4 ms}, {@code 52 ms} or {@code 1.9 s}.
	 */
	static String time(double nanos) {
		return (nanos < SECOND) ? number(nanos / MILLI) + " ms" : number(nanos / SECOND) + " s";
	}

	/**
	 * Returns a number as in {@code 1.1}, {@code 8} or {@code 203}: with a tenth if it is
	 * small and not whole.
	 */
	static String number(double number) {
		boolean tenths = number < TENTHS_BELOW && Math.round(number * 10) % 10 != 0;
		return String.format(Locale.ROOT, tenths ? "%.1f" : "%.0f", number);
	}

	/**
	 * Returns a call site without package and file.
	 * @param callSite as in {@code com.acme.OrderClient.find(OrderClient.java:42)}
	 * @return as in {@code OrderClient.find:42}, or the same if it is of another kind
	 */
	static String callSite(String callSite) {
		Matcher frame = FRAME.matcher(callSite);
		return frame.matches() ? frame.group(1) + ":" + frame.group(2) : callSite;
	}

}
