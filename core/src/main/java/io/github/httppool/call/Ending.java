package io.github.httppool.call;

/**
 * Ends a response that nobody can end any more, as its owner should have done.
 */
@FunctionalInterface
public interface Ending {

	/**
	 * Throws away what is left of the response, or closes the connection. On the
	 * connection's event loop.
	 * @return whether there was anything left
	 */
	boolean end();

}
