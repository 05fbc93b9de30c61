package io.github.httppool.netty;

import java.io.IOException;
import java.net.SocketTimeoutException;

import io.github.httppool.CloseReason;
import io.github.httppool.StaleConnectionException;
import io.github.httppool.text.Counted;
import io.github.httppool.text.Printable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.timeout.ReadTimeoutException;
import reactor.core.Exceptions;

/**
 * Fails the call that has a connection, whatever the call waits for, and closes the
 * connection. Used on the channel's event loop only.
 */
final class CallFailures {

	private final PooledConnection connection;

	private final ReactorHttpPool pool;

	CallFailures(PooledConnection connection, ReactorHttpPool pool) {
		this.connection = connection;
		this.pool = pool;
	}

	/**
	 * The server has broken the protocol.
	 * @param reason what the close of the connection counts as
	 * @param message what went wrong
	 */
	void protocolBroken(CloseReason reason, String message) {
		answeredBadly();
		fail(reason, new IOException(message));
	}

	/**
	 * The server has said that it closes the connection as it was idle, and has not had
	 * the request of the call.
	 */
	void staleTimeout(LeasedConnection lease) {
		fail(CloseReason.SERVER_CLOSED_IDLE, StaleFailure.timedOut(lease));
	}

	/**
	 * The server had closed the connection before anything of the request was written.
	 * @return what the call fails with
	 */
	StaleConnectionException staleUnsent(LeasedConnection lease) {
		StaleConnectionException error = StaleFailure.unsent(lease);
		fail(CloseReason.SERVER_CLOSED_IDLE, error);
		return error;
	}

	/**
	 * Netty could not decode a response.
	 * @param cause why; what the server has sent may be part of its message
	 * @return what the call fails with
	 */
	IOException invalidResponse(Throwable cause) {
		answeredBadly();
		boolean tooLong = cause instanceof TooLongFrameException;
		IOException error = new IOException("%s answered %s with %s: %s".formatted(host(), nameOfCall(),
				tooLong ? "more than the client accepts (httpResponseDecoder)" : "invalid HTTP", shown(cause)));
		if (tooLong) {
			error.initCause(cause);
		}
		return Frameless.of(error);
	}

	/**
	 * The body of a response has more bytes than the client takes.
	 * @param max the limit
	 */
	void responseTooLarge(long max) {
		fail(CloseReason.ERROR, tooLarge("", max, "limits.max-response-size"));
	}

	/**
	 * The body of a response has more bytes than the client takes, once decompressed.
	 * @param max the limit
	 * @return what the call fails with
	 */
	IOException decompressedTooLarge(long max) {
		return Frameless.of(tooLarge(", decompressed,", max, "limits.max-decompressed-size"));
	}

	private IOException tooLarge(String form, long max, String property) {
		answeredBadly();
		return new IOException("%s answered %s with a body that%s is larger than %s (%s)".formatted(host(),
				nameOfCall(), form, Counted.of(max, "byte"), property));
	}

	private void answeredBadly() {
		LeasedConnection lease = this.connection.lease();
		if (lease != null) {
			lease.answeredBadly();
		}
	}

	private static String shown(Throwable cause) {
		Throwable deepest = Exceptions.unwrap(cause);
		while (deepest.getCause() != null) {
			deepest = deepest.getCause();
		}
		String message = deepest.getMessage();
		return Printable.line((message != null) ? message : deepest.getClass().getSimpleName(), Printable.MAX_LENGTH);
	}

	private String nameOfCall() {
		String request = this.connection.request();
		return "%s (pool '%s')".formatted((request != null) ? request : "a request", this.pool.name());
	}

	/**
	 * A request cannot be sent as it is.
	 * @param violation what is wrong with the request
	 * @return what the call fails with
	 */
	IOException requestRefused(String violation) {
		IOException error = new IOException("%s cannot be sent to %s: %s".formatted(nameOfCall(), host(), violation));
		fail(CloseReason.ERROR, error);
		return error;
	}

	/**
	 * The head of a request could not be written: a handler of the application has
	 * thrown, for example. The close of a channel tells of itself.
	 */
	void writeFailed(Throwable cause) {
		if (this.connection.lease() != null && this.connection.channel().isActive()) {
			this.connection.closing().note(CloseReason.ERROR);
			fireAndClose(cause);
		}
	}

	/**
	 * The call has run into one of its limits. Whatever goes wrong with saying so, nobody
	 * watches the call any more: its connection is closed.
	 * @param limit which one
	 * @param lateNanos by how much the event loop was late to notice
	 */
	void limitPassed(CallLimit limit, long lateNanos) {
		LeasedConnection lease = this.connection.lease();
		if (lease == null) {
			return;
		}
		timedOut();
		try {
			fail(CloseReason.TIMEOUT, CallTimeouts.passed(limit, lease, this.pool, nameOfCall(), lateNanos));
		}
		finally {
			this.connection.channel().close();
		}
	}

	/**
	 * The client's own read timeout has run out. Fails with Netty's exception, as
	 * applications know it, and which cannot take a message of its own.
	 * @param timeoutMillis the timeout
	 * @param lateNanos by how much the event loop was late to notice
	 */
	void readTimedOut(long timeoutMillis, long lateNanos) {
		ReadTimeoutException error = new ReadTimeoutException();
		error.initCause(new SocketTimeoutException("no data from %s within the read timeout of %d ms, during %s%s"
			.formatted(host(), timeoutMillis, nameOfCall(), EventLoopDelay.describe(lateNanos))));
		timedOut();
		fail(CloseReason.TIMEOUT, error);
	}

	/**
	 * A timeout has run out, and closes the connection. The first one counts; listeners
	 * hear of it if the response has not begun.
	 */
	void timedOut() {
		LeasedConnection lease = this.connection.lease();
		if (lease != null && this.connection.closing().reason() == null) {
			this.pool.callTimedOut(lease.call().phase());
			if (!lease.isResponding()) {
				this.pool.tellOfResponseTimeout(lease);
			}
		}
		this.connection.closing().note(CloseReason.TIMEOUT);
	}

	/**
	 * The pool closes the connection. Without a call, it does so politely.
	 * @param reason why
	 */
	void breakOff(CloseReason reason) {
		LeasedConnection lease = this.connection.lease();
		if (lease == null) {
			HalfClose.close(this.connection.channel());
		}
		else {
			fail(reason, BrokenOff.error(reason, this.pool, lease));
		}
	}

	private void fail(CloseReason reason, Exception error) {
		this.connection.closing().note(reason);
		fireAndClose(Frameless.of(error));
	}

	private void fireAndClose(Throwable error) {
		LeasedConnection lease = this.connection.lease();
		if (lease != null) {
			lease.caller().failsWith(error);
		}
		ChannelHandlerContext witness = this.connection.channel().pipeline().context(CloseReasonHandler.NAME);
		if (witness != null) {
			witness.fireExceptionCaught(error);
		}
		this.connection.channel().close();
	}

	private String host() {
		return this.connection.entry().host();
	}

}
