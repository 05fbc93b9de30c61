package io.github.httppool.pool;

import org.jspecify.annotations.Nullable;

/**
 * Recognizes that the system has refused a file descriptor to this process.
 */
final class DescriptorErrors {

	/** What the C library says of {@code EMFILE}. */
	private static final String TOO_MANY_IN_PROCESS = "Too many open files";

	/**
	 * It says more of {@code ENFILE}, against which closing connections does not help.
	 */
	private static final String TOO_MANY_IN_SYSTEM = "Too many open files in system";

	private static final int MAX_CAUSES = 20;

	private DescriptorErrors() {
	}

	/**
	 * Tells whether a dial failed because the process may open no more files.
	 * @param error why it failed. A resolver wraps it, as it needs sockets, too
	 */
	static boolean isOutOfDescriptors(Throwable error) {
		Throwable cause = error;
		for (int depth = 0; cause != null && depth < MAX_CAUSES; depth++) {
			if (tellsOfIt(cause)) {
				return true;
			}
			cause = cause.getCause();
		}
		return false;
	}

	private static boolean tellsOfIt(Throwable cause) {
		String message = messageOf(cause);
		return message != null && message.contains(TOO_MANY_IN_PROCESS) && !message.contains(TOO_MANY_IN_SYSTEM);
	}

	private static @Nullable String messageOf(Throwable cause) {
		try {
			return cause.getMessage();
		}
		catch (Throwable ex) {
			// An error of foreign code may fail to say what it is.
			return null;
		}
	}

}
