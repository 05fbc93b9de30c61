package io.github.httppool;

import java.util.List;

/**
 * A pool of HTTP connections: what the clients on it share. All methods may be called
 * from any thread and do not block.
 */
public interface HttpPool {

	/** Name of the pool that every client shares unless it has one of its own. */
	String DEFAULT = "default";

	/**
	 * Returns the pool's name.
	 * @return the name, as in {@code httppool.clients.<name>}
	 */
	String name();

	/**
	 * Returns the settings in force, which {@link #resize(int)} may have changed.
	 * @return the effective settings
	 */
	HttpPoolSettings settings();

	/**
	 * Returns what the pool holds and has done.
	 * @return a consistent view of this moment
	 */
	PoolSnapshot snapshot();

	/**
	 * Returns the pool's connections, those being opened included.
	 * @return a row for each connection, oldest first
	 */
	List<ConnectionSnapshot> connections();

	/**
	 * Returns which calls did not end as they should.
	 * @return the figures of this moment
	 */
	LeaksSnapshot leaks();

	/**
	 * Changes the limit of connections per remote host, now. A higher limit serves
	 * waiting callers at once; a lower one closes idle connections now and active ones
	 * when their call has ended.
	 * @param maxConnections the new limit, at least 1 and at most the application's total
	 * @throws IllegalArgumentException if the limit is out of range
	 */
	void resize(int maxConnections);

	/**
	 * Closes the connections that are idle now.
	 * @return how many were closed
	 */
	int evictIdle();

}
