package io.github.httppool.pool;

import java.util.function.Predicate;

/**
 * An event loop whose thread waits for a drain, and so does nothing for the calls on it:
 * they cannot end before the drain does.
 *
 * @param name name of the thread
 * @param only whether there is no other one, so that no call can go on
 * @param has says whether a connection is on it; called with the lock free
 */
public record BlockedLoop(String name, boolean only, Predicate<PoolableConnection> has) {

	/**
	 * Returns whether no call is under way that could go on.
	 */
	boolean blocksAllOf(PoolDrains pool) {
		return this.only || (pool.areCallsServed() && pool.connectionsOfCalls().stream().allMatch(this.has));
	}

	/**
	 * Returns how many calls cannot go on.
	 */
	long callsOf(PoolDrains pool) {
		return this.only ? pool.callers().size() : pool.connectionsOfCalls().stream().filter(this.has).count();
	}

}
