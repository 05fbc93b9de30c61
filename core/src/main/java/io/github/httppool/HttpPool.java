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
	 * Returns how busy the pool is: what of {@link #snapshot()} is cheap to read often.
	 * @return the figures of this moment
	 */
	default LoadSnapshot load() {
		PoolSnapshot pool = snapshot();
		int busiestHost = pool.hosts().stream().mapToInt((host) -> host.active() + host.connecting()).max().orElse(0);
		return new LoadSnapshot(pool.active(), pool.upgraded(), pool.idle(), pool.connecting(), pool.pending(),
				busiestHost, pool.maxConnections());
	}

	/**
	 * Returns how busy one remote host is.
	 * @param host host and port, as in {@link HostSnapshot#host()}
	 * @return the figures of this moment, all of them 0 if the pool has nothing to do
	 * with that host
	 */
	default LoadSnapshot load(String host) {
		List<HostSnapshot> hosts = snapshot().hosts().stream().filter((it) -> it.host().equals(host)).toList();
		int active = hosts.stream().mapToInt(HostSnapshot::active).sum();
		int connecting = hosts.stream().mapToInt(HostSnapshot::connecting).sum();
		return new LoadSnapshot(active, 0, hosts.stream().mapToInt(HostSnapshot::idle).sum(), connecting,
				hosts.stream().mapToInt(HostSnapshot::pending).sum(), active + connecting,
				settings().pool().maxConnections());
	}

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
