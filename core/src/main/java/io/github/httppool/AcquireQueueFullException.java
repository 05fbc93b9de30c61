package io.github.httppool;

/**
 * A caller was refused because the queue for its host was full
 * ({@code pool.max-pending-acquires}).
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
