package io.github.httppool.pool;

/**
 * Begins the dials that hosts decide on.
 */
@FunctionalInterface
interface DialStarter {

	/**
	 * Begins a dial; the lock is free.
	 * @param entry the slot taken for it
	 * @param model a caller whom the connection would suit
	 * @param now the time
	 */
	void dial(PoolEntry entry, PendingAcquire model, long now);

}
