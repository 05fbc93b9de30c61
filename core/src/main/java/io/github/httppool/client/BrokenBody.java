package io.github.httppool.client;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;

import io.github.httppool.CallTimeoutException;
import io.github.httppool.text.Counted;
import io.github.httppool.text.Printable;
import io.netty.handler.timeout.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Creates the exceptions for a response body that broke off: after how many bytes, and
 * why.
 */
public final class BrokenBody {

	private static final int MAX_REASON = 1000;

	/** The frames of the event loop say nothing about the call. */
	private static final StackTraceElement[] NO_FRAMES = {};

	private BrokenBody() {
	}

	/**
	 * Creates the exception that the reader of the body gets.
	 * @param call the call, as in {@link RequestName}
	 * @param received how many bytes have arrived
	 * @param expected how many were expected, or a negative number if that is not known
	 * @param failure why there are no more
	 * @param readTimeout the client's read timeout, if it is known
	 * @return a {@link SocketTimeoutException} if the failure is a timeout, else an
	 * {@link IOException}
	 */
	public static IOException of(String call, long received, long expected, Throwable failure,
			@Nullable Duration readTimeout) {
		boolean timeout = failure instanceof TimeoutException || failure instanceof SocketTimeoutException
				|| failure instanceof CallTimeoutException;
		String message = "%s %s after %s: %s".formatted(call, timeout ? "timed out" : "broke off",
				progress(received, expected), reason(failure, readTimeout));
		if (failure instanceof CallTimeoutException passed) {
			return new CallTimeoutException(message, passed.snapshot(), passed.diagnosis(), passed.phase(),
					passed.phases(), passed);
		}
		IOException broken = timeout ? new SocketTimeoutException(message) : new IOException(message);
		broken.initCause(failure);
		broken.setStackTrace(NO_FRAMES);
		return broken;
	}

	/**
	 * Creates the exception for a body whose connection was disposed of by the
	 * application.
	 */
	public static IOException disposedOf(String call, long received, long expected) {
		return new IOException(
				"%s broke off after %s: its connection was disposed of".formatted(call, progress(received, expected)));
	}

	private static String progress(long received, long expected) {
		if (expected >= 0) {
			return "%d of %d bytes of the response body".formatted(received, expected);
		}
		return Counted.of(received, "byte") + " of the response body";
	}

	private static String reason(Throwable failure, @Nullable Duration readTimeout) {
		if (failure instanceof TimeoutException) {
			return NoData.describe(failure, readTimeout);
		}
		return Printable.line((failure.getMessage() != null) ? failure.getMessage() : failure.toString(), MAX_REASON);
	}

}
