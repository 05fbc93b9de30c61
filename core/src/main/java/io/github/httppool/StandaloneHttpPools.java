package io.github.httppool;

/**
 * The pools of an application without Spring Boot, which must close them itself.
 */
public interface StandaloneHttpPools extends HttpPools, AutoCloseable {

	/**
	 * Waits until no call is under way, at most for the drain timeout, then closes all
	 * pools, connections and threads. New calls are served meanwhile. Then they fail with
	 * a {@link PoolClosedException}, and so do those that have not ended by then. On one
	 * of the pools' event loops this does not wait for the calls of that one, which
	 * cannot go on meanwhile. Does nothing if called again.
	 */
	@Override
	void close();

}
