package io.github.httppool.netty;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

import javax.net.ssl.SSLException;

import io.github.httppool.CallTimeoutException;
import io.github.httppool.CloseReason;
import io.github.httppool.call.RetryCause;
import io.github.httppool.text.Counted;
import io.github.httppool.text.Printable;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.timeout.ReadTimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Puts into words what Netty and Reactor Netty tell of a failed connection without saying
 * where and of which call.
 */
final class CallError {

	private static final String NOT_TLS = "not an SSL/TLS record: ";

	/** Enough to recognise a protocol by. */
	private static final int SHOWN_BYTES = 32;

	private CallError() {
	}

	/**
	 * Returns what a call fails with before its response.
	 * @param error what went wrong
	 * @param lease what the call had
	 * @return an exception that names host, call and pool; what is not of the network
	 * stays itself
	 */
	static Throwable of(Throwable error, LeasedConnection lease) {
		Throwable reason = ofTls(error, lease.host());
		return (lease.isOver() && ConnectionLoss.is(reason)) ? closed(reason, lease)
				: NonFatal.of(reason, lease.host());
	}

	/**
	 * Returns whether a call that fails before its response may do better the next time.
	 * @param error what went wrong
	 * @param lease what the call had
	 * @return why it fails, {@code null} if it would again, or was broken off on this
	 * side
	 */
	static @Nullable RetryCause retryCause(Throwable error, LeasedConnection lease) {
		CloseReason reason = lease.closeReason();
		if (reason == CloseReason.TIMEOUT) {
			boolean timeout = error instanceof CallTimeoutException || error instanceof ReadTimeoutException;
			return timeout ? RetryCause.RESPONSE_TIMEOUT : null;
		}
		return (lease.isOver() && isByServer(reason) && ConnectionLoss.is(error)) ? RetryCause.CONNECTION_LOST : null;
	}

	private static IOException closed(Throwable error, LeasedConnection lease) {
		String what = "%s before it was answered (pool '%s'): %s".formatted(
				whoClosed(lease.closeReason(), isReset(error), lease), lease.poolName(), arrived(lease.received()));
		return (lease.isStale() && isByServer(lease.closeReason())) ? StaleFailure.closed(what, lease, error)
				: Frameless.of(new IOException(what, error));
	}

	private static String arrived(long count) {
		return (count == 0) ? "no response bytes had arrived"
				: Counted.of(count, "byte") + " of the response had arrived";
	}

	private static String whoClosed(@Nullable CloseReason reason, boolean reset, LeasedConnection lease) {
		String request = lease.nameOfCall();
		return isByServer(reason)
				? "%s %s the connection of %s".formatted(lease.host(), reset ? "reset" : "prematurely closed", request)
				: "the connection of %s to %s was closed on this side (%s)".formatted(request, lease.host(), reason);
	}

	private static boolean isByServer(@Nullable CloseReason reason) {
		return reason == null || reason == CloseReason.SERVER_CLOSED_BEFORE_RESPONSE
				|| reason == CloseReason.SERVER_CLOSED_IDLE || reason == CloseReason.SERVER_CLOSED_MID_RESPONSE;
	}

	private static boolean isReset(Throwable error) {
		String message = error.getMessage();
		return message != null && message.contains("reset");
	}

	/**
	 * Netty puts what goes wrong with TLS into an exception of its decoder, which says
	 * nothing, and tells all bytes of an answer that is not TLS.
	 * @param error what went wrong
	 * @param host host and port
	 */
	static Throwable ofTls(Throwable error, String host) {
		Throwable reason = (error instanceof DecoderException && error.getCause() instanceof SSLException tls) ? tls
				: error;
		return (reason instanceof NotSslRecordException plain) ? notTls(plain, host) : reason;
	}

	private static NotSslRecordException notTls(NotSslRecordException error, String host) {
		NotSslRecordException told = new NotSslRecordException(
				"%s does not speak TLS on this port: it sent '%s'".formatted(host, sent(error)));
		told.setStackTrace(error.getStackTrace());
		return told;
	}

	private static String sent(NotSslRecordException error) {
		String message = (error.getMessage() != null) ? error.getMessage() : "";
		String hex = message.startsWith(NOT_TLS) ? message.substring(NOT_TLS.length()) : "";
		int shown = Math.min(hex.length(), 2 * SHOWN_BYTES) & ~1;
		byte[] bytes = HexFormat.of().parseHex(hex, 0, shown);
		return Printable.line(new String(bytes, StandardCharsets.ISO_8859_1), 6 * SHOWN_BYTES)
				+ ((hex.length() > shown) ? "..." : "");
	}

}
