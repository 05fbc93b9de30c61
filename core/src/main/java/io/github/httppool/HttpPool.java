package io.github.httppool;

import java.util.List;

/**
 * A pool of HTTP connections, shared by the clients that run on it. All methods may be
 * called from any thread and do not block.
 */
public interface HttpPool {

	/** Name of the pool that all clients share unless they have one of their own. */
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
	 * Returns the pool's state and counters.
	 * @return a consistent view at this moment
	 */
	PoolSnapshot snapshot();

	/**
	 * Returns how busy the pool is: the part of {@link #snapshot()} that is cheap enough
	 * to read often.
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
	 * @return the figures at this moment, all of them 0 if the pool has no connections to
	 * that host and no callers waiting for it
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
	 * Returns the pool's connections, including those being opened.
	 * @return a row for each connection, oldest first
	 */
	List<ConnectionSnapshot> connections();

	/**
	 * Returns the leaks found in the pool.
	 * @return the figures of this moment
	 */
	LeaksSnapshot leaks();

	/**
	 * Changes the limit of connections per remote host at once. A higher limit lets
	 * waiting callers proceed immediately; a lower one closes idle connections now and
	 * active ones when their calls end.
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
