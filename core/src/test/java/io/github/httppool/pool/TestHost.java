package io.github.httppool.pool;

import java.util.List;

/**
 * One host of a pool, without the rest of the pool. Everything runs with the lock held.
 */
final class TestHost {

	private static final int ANY_IDENTITY = 1;

	private static final long NOW = 0;

	private final TotalLimit total = new TotalLimit(1, 1);

	private final PoolContext context = new PoolContext("pool", TestSettings.maxConnections(1).build(), this.total,
			FakeDialConfig.CONNECTOR, (time) -> {
			}, () -> new long[0], new CompositeHttpPoolListener(List.of()));

	private final HostPool host = new HostPool(this.context, TestPool.address("orders"), (entry, cause, now) -> {
	}, (unused) -> {
	});

	/**
	 * Takes the slot for a dial that nobody waits for.
	 */
	PoolEntry dial(int maxLeases) {
		return this.total.lock.getLocked(() -> {
			this.total.take();
			ConnectionGroup group = this.host.group(ANY_IDENTITY);
			PoolEntry entry = new PoolEntry(this.total.nextId(), group, 0, maxLeases, NOW);
			group.dials().began(entry);
			this.host.take(entry);
			return entry;
		});
	}

	void locked(Runnable action) {
		this.total.lock.runLocked(action);
	}

	HostPool host() {
		return this.host;
	}

	PoolContext context() {
		return this.context;
	}

	int freeSlots() {
		return this.total.free();
	}

}
