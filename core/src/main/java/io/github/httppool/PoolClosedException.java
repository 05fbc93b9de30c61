package io.github.httppool;

import java.time.Duration;
import java.util.Map;

/**
 * A call was refused or ended because its pool is closed, as its application context is,
 * or was taken out of use by {@link HttpPool#drain()}. The message says which.
 */
public class PoolClosedException extends HttpPoolException {

	private static final long serialVersionUID = 1L;

	/**
	 * Creates an exception of a call whose phases are not known.
	 * @param message what happened, with the figures that explain it
	 * @param snapshot the pool at that moment; of its hosts only the one concerned
	 */
	public PoolClosedException(String message, PoolSnapshot snapshot) {
		super(message, snapshot, null);
	}

	/**
	 * Creates an exception.
	 * @param message what happened, with the figures that explain it
	 * @param snapshot the pool at that moment; of its hosts only the one concerned
	 * @param phases how long each phase of the call has lasted
	 */
	public PoolClosedException(String message, PoolSnapshot snapshot, Map<CallPhase, Duration> phases) {
		super(message, snapshot, Diagnosis.NONE, phases, null);
	}

}
