package io.github.httppool.pool;

/**
 * Opens the connections of a pool. Lives as long as the pool, and so keeps nothing of a
 * call: what a dial takes from the call that causes it comes with it, and goes with it.
 */
@FunctionalInterface
public interface Connector {

	/**
	 * Opens a connection. Comes back with {@link ConnectionPool#connected} or
	 * {@link ConnectionPool#dialFailed}; what it throws is a dial that has failed. Never
	 * called under the pool's lock.
	 * @param entry the slot that the connection will have
	 * @param config what to dial with; not to be kept beyond the dial
	 * @return the dial, which may have ended by then
	 */
	PendingDial connect(PoolEntry entry, DialConfig config);

}
