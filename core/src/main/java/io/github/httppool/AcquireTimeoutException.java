package io.github.httppool;

import java.time.Duration;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * No connection became free within {@code timeouts.acquire}.
 */
public class AcquireTimeoutException extends HttpPoolException {

	private static final long serialVersionUID = 1L;

	/**
	 * Creates an exception without a diagnosis, of a call whose phases are not known.
	 * @param message what happened, with the figures that explain it
	 * @param snapshot the pool at that moment; of its hosts only the one concerned
	 * @param cause the last failure to open a connection to the host, if there was one
	 */
	public AcquireTimeoutException(String message, PoolSnapshot snapshot, @Nullable Throwable cause) {
		super(message, snapshot, cause);
	}

	/**
	 * Creates an exception.
	 * @param message what happened, with the figures that explain it
	 * @param snapshot the pool at that moment; of its hosts only the one concerned
	 * @param diagnosis why it happened, which the message says, too
	 * @param phases how long each phase of the call has lasted
	 * @param cause the last failure to open a connection to the host, if there was one
	 */
	public AcquireTimeoutException(String message, PoolSnapshot snapshot, Diagnosis diagnosis,
			Map<CallPhase, Duration> phases, @Nullable Throwable cause) {
		super(message, snapshot, diagnosis, phases, cause);
	}

}
