package io.github.httppool.pool;

/**
 * Begins the dials that hosts decide on.
 */
@FunctionalInterface
interface DialStarter {

	/**
	 * Begins a dial; the lock is free.
	 * @param entry the slot taken for it
	 * @param cause a caller who needs it, though another one may get the connection
	 * @param now the time
	 */
	void dial(PoolEntry entry, PendingAcquire cause, long now);

}
