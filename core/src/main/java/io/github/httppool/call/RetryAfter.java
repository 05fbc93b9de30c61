package io.github.httppool.call;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * The pause that a server asks for in {@code Retry-After} (RFC 9110, 10.2.3): a number of
 * seconds, or a date in one of the three forms of HTTP (RFC 9110, 5.6.7).
 */
final class RetryAfter {

	private static final int MAX_DIGITS = 9;

	/** The present form, and that of C's {@code asctime()}. */
	private static final List<DateTimeFormatter> DATES = List.of(
			DateTimeFormatter.RFC_1123_DATE_TIME.withLocale(Locale.ROOT),
			DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss yyyy", Locale.ENGLISH).withZone(ZoneOffset.UTC));

	/**
	 * The form of RFC 850, after the day of the week, which is another in each century.
	 */
	private static final DateTimeFormatter RFC_850 = new DateTimeFormatterBuilder().appendPattern("dd-MMM-")
		.appendValueReduced(ChronoField.YEAR, 2, 2, 2000)
		.appendPattern(" HH:mm:ss 'GMT'")
		.toFormatter(Locale.ENGLISH)
		.withZone(ZoneOffset.UTC);

	private RetryAfter() {
	}

	/**
	 * Returns how long to wait.
	 * @param header the value of the header, if there is one
	 * @param now the time of day
	 * @return the pause, 0 for a date that has passed; {@code null} if there is no
	 * header, or one that is none of these forms
	 */
	static @Nullable Duration pause(@Nullable String header, Instant now) {
		if (header == null) {
			return null;
		}
		String value = header.trim();
		if (isNumber(value)) {
			return Duration.ofSeconds((value.length() <= MAX_DIGITS) ? Integer.parseInt(value) : Integer.MAX_VALUE);
		}
		Instant date = date(value);
		if (date == null) {
			return null;
		}
		return date.isAfter(now) ? Duration.between(now, date) : Duration.ZERO;
	}

	private static boolean isNumber(String value) {
		return !value.isEmpty() && value.chars().allMatch((c) -> c >= '0' && c <= '9');
	}

	private static @Nullable Instant date(String value) {
		Instant obsolete = parse(RFC_850, value.substring(value.indexOf(',') + 1).trim());
		return (obsolete != null) ? obsolete
				: DATES.stream().flatMap((form) -> Stream.ofNullable(parse(form, value))).findFirst().orElse(null);
	}

	private static @Nullable Instant parse(DateTimeFormatter form, String value) {
		try {
			return Instant.from(form.parse(value));
		}
		catch (DateTimeException ex) {
			// Of another form, or of none.
			return null;
		}
	}

}
