package io.github.httppool.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.TimeoutException;

import org.jspecify.annotations.Nullable;
import reactor.core.Exceptions;

import org.springframework.http.HttpMethod;

/**
 * Turns what went wrong with a call on the event loop into what its caller sees: an
 * {@link IOException} that shows where the call was made. {@code IOException}s stay what
 * they are in kind, those of the application are not touched.
 *
 * @param method the call's method
 * @param uri where it goes to
 * @param responseTimeout the client's response timeout, {@code null} if it has none
 */
record FailureTranslator(HttpMethod method, URI uri, @Nullable Duration responseTimeout) {

	/**
	 * Translates a failure. To be called by the thread that throws the result.
	 * @param failure what went wrong
	 * @return what to throw
	 */
	IOException translate(Throwable failure) {
		Throwable reason = CarriedError.unwrap(Exceptions.unwrap(failure));
		if (reason instanceof UncheckedIOException unchecked && unchecked.getCause() != null) {
			reason = unchecked.getCause();
		}
		if (reason instanceof Error error) {
			throw error;
		}
		if (reason instanceof IOException failedIo) {
			return OwnFailure.of(failedIo);
		}
		if (reason instanceof io.netty.handler.timeout.TimeoutException) {
			return timeout("%s timed out: %s".formatted(describe(), noData(reason)), reason);
		}
		if (reason instanceof TimeoutException) {
			return timeout("%s timed out: %s".formatted(describe(), reason.getMessage()), reason);
		}
		return new IOException("%s failed: %s".formatted(describe(), reason), reason);
	}

	/**
	 * Says that the body of the response broke off.
	 * @param failure why
	 * @param progress how many of its bytes had come
	 * @return what to throw when that is read
	 */
	IOException brokenOff(Throwable failure, String progress) {
		if (failure instanceof io.netty.handler.timeout.TimeoutException) {
			return timeout("%s timed out after %s: %s".formatted(describe(), progress, noData(failure)), failure);
		}
		String message = "%s broke off after %s: %s".formatted(describe(), progress,
				(failure.getMessage() != null) ? failure.getMessage() : failure);
		return (failure instanceof SocketTimeoutException) ? timeout(message, failure)
				: new IOException(message, failure);
	}

	/**
	 * Says that the application disposed of the connection before the body had ended.
	 * @param progress how many of its bytes had come
	 * @return what to throw when that is read
	 */
	IOException disposedOf(String progress) {
		return new IOException("%s broke off after %s: its connection was disposed of".formatted(describe(), progress));
	}

	/**
	 * Netty's exception has no message; the pool says more in its cause.
	 */
	private String noData(Throwable timeout) {
		Throwable cause = timeout.getCause();
		if (cause != null && cause.getMessage() != null) {
			return cause.getMessage();
		}
		return (this.responseTimeout != null) ? "no data for %d ms".formatted(this.responseTimeout.toMillis())
				: "no data for too long";
	}

	private static IOException timeout(String message, Throwable reason) {
		SocketTimeoutException timeout = new SocketTimeoutException(message);
		timeout.initCause(reason);
		return timeout;
	}

	/**
	 * Says that the response was closed.
	 * @return what to throw
	 */
	IOException closed() {
		return new IOException("The response of %s is closed".formatted(describe()));
	}

	/**
	 * Names the call.
	 * @return for example {@code GET https://example.org/orders}
	 */
	String describe() {
		return RequestName.of(this.method, this.uri);
	}

}
