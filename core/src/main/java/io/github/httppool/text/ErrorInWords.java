package io.github.httppool.text;

import org.jspecify.annotations.Nullable;

/**
 * Describes a failure by its message. An exception may be the application's own, and its
 * message anything: what looks like the query or the user-info of a URL is masked.
 * Internal: not meant for applications.
 */
public final class ErrorInWords {

	private static final int LOOKED_AT = 1000;

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
			return error.getClass().getSimpleName();
		}
		return Secrets.maskUrls((message.length() > LOOKED_AT) ? message.substring(0, LOOKED_AT) : message);
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
