package io.github.httppool;

/**
 * The process has hardly any files and sockets left to open, so that no connection was
 * opened: without the last ones it could not write its log or accept a request either.
 */
public class FileDescriptorsExhaustedException extends HttpPoolException {

	private static final long serialVersionUID = 1L;

	/**
	 * Creates an exception.
	 * @param message what happened, with the figures that explain it
	 * @param snapshot the pool at that moment; of its hosts only the one concerned
	 */
	public FileDescriptorsExhaustedException(String message, PoolSnapshot snapshot) {
		super(message, snapshot, null);
	}

}
