package io.github.httppool;

import java.time.Duration;
import java.util.Map;

/**
 * A caller was refused because the queue for its host was full
 * ({@code pool.max-pending-acquires}).
 */
public class AcquireQueueFullException extends HttpPoolException {

	private static final long serialVersionUID = 1L;

	/**
	 * Creates an exception without a diagnosis, of a call whose phases are not known.
	 * @param message what happened, with the figures that explain it
	 * @param snapshot the pool at that moment; of its hosts only the one concerned
	 */
	public AcquireQueueFullException(String message, PoolSnapshot snapshot) {
		super(message, snapshot, null);
	}

	/**
	 * Creates an exception.
	 * @param message what happened, with the figures that explain it
	 * @param snapshot the pool at that moment; of its hosts only the one concerned
	 * @param diagnosis why it happened, which the message says, too
	 * @param phases how long each phase of the call has lasted
	 */
	public AcquireQueueFullException(String message, PoolSnapshot snapshot, Diagnosis diagnosis,
			Map<CallPhase, Duration> phases) {
		super(message, snapshot, diagnosis, phases, null);
	}

}
