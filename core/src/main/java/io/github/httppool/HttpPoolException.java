package io.github.httppool;

import java.io.IOException;

import org.jspecify.annotations.Nullable;

/**
 * A call that the pool could not serve. It has no stack trace, because the pool may
 * create thousands a second when a host is overloaded; the exception that the clients
 * wrap it in shows where the call was made. The message describes the pool at that
 * moment; {@link #snapshot()} has the same figures. {@code RestClient} throws it as the
 * cause of a {@code ResourceAccessException}, {@code WebClient} as the cause of a
 * {@code WebClientRequestException}.
 */
public abstract class HttpPoolException extends IOException {

	private static final long serialVersionUID = 1L;

	private final transient PoolSnapshot snapshot;

	/**
	 * Creates an exception.
	 * @param message what happened, with the figures that explain it
	 * @param snapshot the pool at that moment; of its hosts only the one concerned
	 * @param cause the last failure to open a connection, if that is why
	 */
	protected HttpPoolException(String message, PoolSnapshot snapshot, @Nullable Throwable cause) {
		super(message, cause);
		this.snapshot = snapshot;
	}

	/**
	 * Records no stack trace.
	 */
	@Override
	public final synchronized Throwable fillInStackTrace() {
		return this;
	}

	/**
	 * Returns the pool as it was when this happened.
	 * @return the pool's figures; of its hosts only the one concerned
	 */
	public PoolSnapshot snapshot() {
		return this.snapshot;
	}

}
