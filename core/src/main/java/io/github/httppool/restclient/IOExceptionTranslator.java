package io.github.httppool.restclient;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.TimeoutException;

import io.github.httppool.client.BrokenBody;
import io.github.httppool.client.CarriedError;
import io.github.httppool.client.NoData;
import io.github.httppool.client.RequestName;
import io.github.httppool.text.Printable;
import org.jspecify.annotations.Nullable;
import reactor.core.Exceptions;
import reactor.netty.http.client.PrematureCloseException;

import org.springframework.http.HttpMethod;

/**
 * Translates a failure on the event loop into what the caller gets: an
 * {@link IOException} that names the call or shows where it was made. An
 * {@code IOException} is passed on as it is.
 *
 * @param method the call's method
 * @param uri the call's URI
 * @param responseTimeout the client's response timeout, {@code null} if it has none
 */
record IOExceptionTranslator(HttpMethod method, URI uri, @Nullable Duration responseTimeout) {

	private static final int MAX_REASON = 1000;

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
			return showingCaller(failedIo);
		}
		if (reason instanceof io.netty.handler.timeout.TimeoutException) {
			return timeout("%s timed out: %s".formatted(describe(), NoData.describe(reason, this.responseTimeout)),
					reason);
		}
		if (reason instanceof TimeoutException) {
			return timeout("%s timed out: %s".formatted(describe(), reason.getMessage()), reason);
		}
		return new IOException("%s failed: %s".formatted(describe(), Printable.line(reason.toString(), MAX_REASON)),
				reason);
	}

	/**
	 * Creates the exception for a response body that broke off.
	 * @param failure why
	 * @param received how many of its bytes had arrived
	 * @param expected how many were expected, or a negative number if that is not known
	 * @return what to throw when the caller reads that far
	 */
	IOException brokenOff(Throwable failure, long received, long expected) {
		return BrokenBody.of(describe(), received, expected, failure, this.responseTimeout);
	}

	/**
	 * Creates the exception for a body whose connection the application disposed of
	 * before the body had ended.
	 * @param received how many of its bytes had arrived
	 * @param expected how many were expected, or a negative number if that is not known
	 * @return what to throw when the caller reads that far
	 */
	IOException disposedOf(long received, long expected) {
		return BrokenBody.disposedOf(describe(), received, expected);
	}

	/**
	 * Gives the stack of this thread to an exception without one, created for this call
	 * on the event loop. The pool's exceptions keep none, because there may be thousands
	 * of them.
	 */
	private static IOException showingCaller(IOException failure) {
		String type = failure.getClass().getName();
		boolean madeForCall = type.startsWith("java") || failure instanceof ConnectException
				|| failure instanceof PrematureCloseException;
		if (madeForCall && failure.getStackTrace().length == 0) {
			failure.setStackTrace(new Throwable().getStackTrace());
		}
		return failure;
	}

	private static IOException timeout(String message, Throwable reason) {
		SocketTimeoutException timeout = new SocketTimeoutException(message);
		timeout.initCause(reason);
		return timeout;
	}

	/**
	 * Says that the call was cancelled by an interrupt of its thread.
	 * @param when what it was about
	 * @return what to throw
	 */
	InterruptedIOException interrupted(String when) {
		return new InterruptedIOException(
				"%s was cancelled: its thread was interrupted %s".formatted(describe(), when));
	}

	/**
	 * Creates the exception for reading a closed response.
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
