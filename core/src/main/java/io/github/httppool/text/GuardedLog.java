package io.github.httppool.text;

import java.util.function.BiConsumer;

/**
 * Logs where nothing may be thrown: the log, a filter or an appender of it, is foreign
 * code as well, and a call must not fail, nor a connection be lost, as nobody could write
 * that something else has failed. Internal: not meant for applications.
 */
public final class GuardedLog {

	private GuardedLog() {
	}

	/**
	 * Logs a failure. What the log throws has no better place to be told than with what
	 * was to be logged, so it is suppressed by that.
	 * @param log writes to the log, at some level
	 * @param message what has failed
	 * @param thrown why
	 */
	public static void write(BiConsumer<? super String, ? super Throwable> log, String message, Throwable thrown) {
		try {
			log.accept(message, thrown);
		}
		catch (Throwable ex) {
			if (ex != thrown) {
				thrown.addSuppressed(ex);
			}
		}
	}

}
