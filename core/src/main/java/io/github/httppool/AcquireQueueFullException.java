package io.github.httppool;

/**
 * More callers wait for a connection than {@code pool.max-pending-acquires} allows.
 */
public class AcquireQueueFullException extends HttpPoolException {

	private static final long serialVersionUID = 1L;

	/**
	 * Creates an exception.
	 * @param message what happened, with the figures that explain it
	 * @param snapshot the pool at that moment; of its hosts only the one concerned
	 */
	public AcquireQueueFullException(String message, PoolSnapshot snapshot) {
		super(message, snapshot, null);
	}

}
