package io.github.httppool;

/**
 * The pools of an application without Spring Boot, which must close them itself.
 */
public interface StandaloneHttpPools extends HttpPools, AutoCloseable {

	/**
	 * Waits for calls in progress, at most for the drain timeout, then closes all pools,
	 * connections and threads. Calls that have not ended by then are aborted; new ones
	 * fail with a {@link PoolClosedException}. On an event loop this does not wait,
	 * because that would block those very calls. Does nothing if called again.
	 */
	@Override
	void close();

}
