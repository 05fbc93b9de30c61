package io.github.httppool.sockets;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

import io.github.httppool.PoolAddresses;
import io.github.httppool.SocketState;
import io.github.httppool.SocketsSnapshot;

/**
 * The sockets of the pools, as the kernel sees them. Safe for use by many threads, but
 * not for event loops: reading the kernel's table may block, and takes about 100 us per
 * thousand sockets.
 */
public final class PoolSockets {

	private final CachedSocketTable table;

	private final Supplier<List<PoolAddresses>> addresses;

	PoolSockets(SocketTable table, Supplier<List<PoolAddresses>> addresses) {
		this.table = new CachedSocketTable(table);
		this.addresses = addresses;
	}

	/**
	 * Creates a view of the socket table of Linux; on other systems the view is empty.
	 * @param addresses supplies the current addresses of each pool
	 * @return the view
	 */
	public static PoolSockets onLinux(Supplier<List<PoolAddresses>> addresses) {
		return new PoolSockets(new ProcSocketTable(ProcSocketTable.LINUX), addresses);
	}

	/**
	 * Returns whether this system has a table of sockets. Does not read it.
	 * @return whether there are snapshots
	 */
	public boolean arePresent() {
		return this.table.isPresent();
	}

	/**
	 * Returns the pools' sockets, from a table that may be a quarter of a second old.
	 * @param now the time, in nanoseconds
	 * @return the sockets, or empty if this system has no such table
	 */
	public Optional<SocketsSnapshot> snapshot(long now) {
		return this.table.read(now).map((sockets) -> SocketMatcher.take(sockets, this.addresses.get()));
	}

	/**
	 * Tells whether any socket of this system may be in a state, which takes less than to
	 * find those of the pools.
	 * @param state the state
	 * @return {@code false} if none is, or if this system has no such table
	 */
	boolean mayHave(SocketState state) {
		return this.table.mayHave(state);
	}

}
