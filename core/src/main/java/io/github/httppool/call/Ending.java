package io.github.httppool.call;

/**
 * Ends a response on behalf of an owner that no longer can.
 */
@FunctionalInterface
public interface Ending {

	/**
	 * Discards the rest of the response, or closes the connection. Called on the
	 * connection's event loop.
	 * @return whether any of it was left
	 */
	boolean end();

}
