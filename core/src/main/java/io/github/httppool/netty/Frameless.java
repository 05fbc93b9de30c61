package io.github.httppool.netty;

/**
 * Takes the frames off an exception that is made for a call: those of the event loop say
 * nothing of the call, and logging them would keep the event loop from its other calls
 * when a host hangs.
 */
final class Frameless {

	private static final StackTraceElement[] NO_FRAMES = {};

	private Frameless() {
	}

	static <T extends Throwable> T of(T error) {
		error.setStackTrace(NO_FRAMES);
		return error;
	}

}
