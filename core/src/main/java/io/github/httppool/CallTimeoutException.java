package io.github.httppool;

import java.time.Duration;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * A call has run into one of its limits after it had a connection, or its total limit or
 * a deadline of the code that makes it at any time. The message names host, call, pool
 * and limit, and how long each phase has lasted. Its cause is a
 * {@link java.net.SocketTimeoutException} unless the call was waiting for a connection,
 * so that code which looks for one among the causes finds it.
 */
public class CallTimeoutException extends HttpPoolException {

	private static final long serialVersionUID = 1L;

	private final CallPhase phase;

	/**
	 * Creates an exception without a diagnosis.
	 * @param message what happened
	 * @param snapshot the pool at that moment; of its hosts only the one concerned
	 * @param phase what the call was waiting for
	 * @param phases how long each phase has lasted
	 * @param cause what code that knows nothing of pools looks for
	 */
	public CallTimeoutException(String message, PoolSnapshot snapshot, CallPhase phase, Map<CallPhase, Duration> phases,
			@Nullable Throwable cause) {
		this(message, snapshot, Diagnosis.NONE, phase, phases, cause);
	}

	/**
	 * Creates an exception.
	 * @param message what happened
	 * @param snapshot the pool at that moment; of its hosts only the one concerned
	 * @param diagnosis why it happened, which the message says, too
	 * @param phase what the call was waiting for
	 * @param phases how long each phase has lasted
	 * @param cause what code that knows nothing of pools looks for
	 */
	public CallTimeoutException(String message, PoolSnapshot snapshot, Diagnosis diagnosis, CallPhase phase,
			Map<CallPhase, Duration> phases, @Nullable Throwable cause) {
		super(message, snapshot, diagnosis, phases, cause);
		this.phase = phase;
	}

	/**
	 * Returns what the call was waiting for when its time was up.
	 * @return the phase
	 */
	public CallPhase phase() {
		return this.phase;
	}

}
