package io.github.httppool.events;

import io.github.httppool.text.Secrets;
import org.jspecify.annotations.Nullable;

/**
 * Describes a failure by its message. An exception may be the application's own, and its
 * message anything: what looks like the query or the user-info of a URL is masked.
 */
final class ErrorInWords {

	private static final int LOOKED_AT = 1000;

	private ErrorInWords() {
	}

	/**
	 * Returns the message, or the type of the failure if it has none.
	 */
	static String of(Throwable error) {
		String message = messageOf(error);
		if (message == null || message.isBlank()) {
			return error.getClass().getSimpleName();
		}
		return Secrets.maskUrls((message.length() > LOOKED_AT) ? message.substring(0, LOOKED_AT) : message);
	}

	/**
	 * Of foreign exceptions some cannot say what they are.
	 */
	private static @Nullable String messageOf(Throwable error) {
		try {
			return error.getMessage();
		}
		catch (RuntimeException ex) {
			return null;
		}
	}

}
