package io.github.httppool;

import org.jspecify.annotations.Nullable;

/**
 * No connection became free within {@code timeouts.acquire}.
 */
public class AcquireTimeoutException extends HttpPoolException {

	private static final long serialVersionUID = 1L;

	/**
	 * Creates an exception.
	 * @param message what happened, with the figures that explain it
	 * @param snapshot the pool at that moment; of its hosts only the one concerned
	 * @param cause the last failure to open a connection to the host, if there was one
	 */
	public AcquireTimeoutException(String message, PoolSnapshot snapshot, @Nullable Throwable cause) {
		super(message, snapshot, cause);
	}

}
