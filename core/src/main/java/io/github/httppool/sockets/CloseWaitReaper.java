package io.github.httppool.sockets;

import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import io.github.httppool.SocketState;
import io.github.httppool.SocketsSnapshot;
import io.github.httppool.TotalsSnapshot;

/**
 * Closes idle connections whose server has closed its end unnoticed: a channel that is
 * not reading, such as one of the NIO transport without demand, is not notified. Leased
 * connections are left alone, because their calls may still have to read what arrived
 * before the end.
 */
public final class CloseWaitReaper {

	private final PoolSockets sockets;

	private final Supplier<TotalsSnapshot> totals;

	private final Consumer<Set<Long>> closeIdle;

	/**
	 * Creates a reaper.
	 * @param sockets the sockets of the pools
	 * @param totals what the pools hold
	 * @param closeIdle closes the connections with these numbers, if they are idle
	 */
	public CloseWaitReaper(PoolSockets sockets, Supplier<TotalsSnapshot> totals, Consumer<Set<Long>> closeIdle) {
		this.sockets = sockets;
		this.totals = totals;
		this.closeIdle = closeIdle;
	}

	/**
	 * Checks the sockets, if any connection is idle. May block.
	 * @param now the time, in nanoseconds
	 */
	public void sweep(long now) {
		if (this.totals.get().idle() > 0) {
			this.sockets.snapshot(now).ifPresent(this::closeForgotten);
		}
	}

	private void closeForgotten(SocketsSnapshot snapshot) {
		Set<Long> forgotten = snapshot.connections()
			.entrySet()
			.stream()
			.filter((connection) -> connection.getValue() == SocketState.CLOSE_WAIT)
			.map(Map.Entry::getKey)
			.collect(Collectors.toUnmodifiableSet());
		if (!forgotten.isEmpty()) {
			this.closeIdle.accept(forgotten);
		}
	}

}
