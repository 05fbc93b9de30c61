package io.github.httppool.pool;

import java.util.function.Supplier;

/**
 * Begins the dials that hosts decide on.
 */
@FunctionalInterface
interface DialStarter {

	/**
	 * Begins a dial; the lock is free.
	 * @param entry the slot taken for it
	 * @param config gives what to dial with
	 * @param now the time
	 */
	void dial(PoolEntry entry, Supplier<DialConfig> config, long now);

}
