package io.github.httppool;

/**
 * Pools of an application without Spring Boot, which has to close them itself.
 */
public interface StandaloneHttpPools extends HttpPools, AutoCloseable {

	/**
	 * Waits for the calls under way, for as long as the drain timeout, and closes all
	 * pools, connections and threads. Calls that have not ended by then are aborted, new
	 * ones fail with a {@link PoolClosedException}. An event loop does not wait, as it
	 * would hold up the calls. Does nothing if called again.
	 */
	@Override
	void close();

}
