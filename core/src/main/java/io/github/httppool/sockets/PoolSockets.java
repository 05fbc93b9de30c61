package io.github.httppool.sockets;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

import io.github.httppool.PoolAddresses;
import io.github.httppool.SocketsSnapshot;

/**
 * The sockets of the pools, as the kernel sees them. Safe for use by many threads, but
 * for no event loop: reading the kernel's table may block, and takes some 100 us for each
 * thousand sockets there are.
 */
public final class PoolSockets {

	private final CachedSocketTable table;

	private final Supplier<List<PoolAddresses>> addresses;

	PoolSockets(SocketTable table, Supplier<List<PoolAddresses>> addresses) {
		this.table = new CachedSocketTable(table);
		this.addresses = addresses;
	}

	/**
	 * Creates a view of the table that Linux has; elsewhere there is nothing to be seen.
	 * @param addresses what the sockets of each pool can be recognized by now
	 * @return the view
	 */
	public static PoolSockets onLinux(Supplier<List<PoolAddresses>> addresses) {
		return new PoolSockets(new ProcSocketTable(ProcSocketTable.LINUX), addresses);
	}

	/**
	 * Returns the pools' sockets, by a table that may be a quarter of a second old.
	 * @param now the time, in nanoseconds
	 * @return the sockets, or nothing if there is no such table here
	 */
	public Optional<SocketsSnapshot> snapshot(long now) {
		return this.table.read(now).map((sockets) -> SocketMatcher.take(sockets, this.addresses.get()));
	}

}
