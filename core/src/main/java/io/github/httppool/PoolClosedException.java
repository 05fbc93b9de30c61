package io.github.httppool;

/**
 * A call was refused because its pool is closed: its application context was closed.
 */
public class PoolClosedException extends HttpPoolException {

	private static final long serialVersionUID = 1L;

	/**
	 * Creates an exception.
	 * @param message what happened, with the figures that explain it
	 * @param snapshot the pool at that moment; of its hosts only the one concerned
	 */
	public PoolClosedException(String message, PoolSnapshot snapshot) {
		super(message, snapshot, null);
	}

}
