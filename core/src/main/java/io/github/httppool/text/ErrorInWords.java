package io.github.httppool.text;

import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Describes a failure by its message. An exception may be the application's own, and its
 * message anything: what looks like the query or the user-info of a URL is masked.
 * Internal: not meant for applications.
 */
public final class ErrorInWords {

	private static final int LOOKED_AT = 1000;

	/** What Netty puts before the words of the system. */
	private static final Pattern SYSTEM_CALL = Pattern.compile("^\\w+\\(\\.\\.\\) failed with error\\(-?\\d+\\): ");

	private ErrorInWords() {
	}

	/**
	 * Returns the message, or the type of the failure if it has none.
	 * @param error the failure
	 * @return the words, of any form, though not of any length
	 */
	public static String of(Throwable error) {
		String message = messageOf(error);
		if (message == null || message.isBlank()) {
			return nameOf(error.getClass());
		}
		String shown = (message.length() > LOOKED_AT) ? message.substring(0, LOOKED_AT) : message;
		return Secrets.maskUrls(SYSTEM_CALL.matcher(shown).replaceFirst(""));
	}

	/**
	 * An anonymous class has no simple name.
	 */
	private static String nameOf(Class<?> type) {
		return type.getSimpleName().isEmpty() ? type.getName() : type.getSimpleName();
	}

	/**
	 * What a foreign exception throws when it is asked is not to be felt.
	 */
	private static @Nullable String messageOf(Throwable error) {
		try {
			return error.getMessage();
		}
		catch (Throwable ex) {
			return null;
		}
	}

}
