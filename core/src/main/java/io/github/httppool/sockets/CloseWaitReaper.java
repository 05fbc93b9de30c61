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
 * Has idle connections closed whose server has closed its end without anybody noticing: a
 * channel that does not read, such as one of the NIO transport without demand, is not
 * told. Those that are leased are left alone, as their call may still have to read what
 * came before the end.
 */
public final class CloseWaitReaper {

	private final PoolSockets sockets;

	private final Supplier<TotalsSnapshot> totals;

	private final Consumer<Set<Long>> closeIdle;

	/**
	 * Creates a sweep.
	 * @param sockets the sockets of the pools
	 * @param totals what the pools hold
	 * @param closeIdle closes those of the connections with these numbers that are idle
	 */
	public CloseWaitReaper(PoolSockets sockets, Supplier<TotalsSnapshot> totals, Consumer<Set<Long>> closeIdle) {
		this.sockets = sockets;
		this.totals = totals;
		this.closeIdle = closeIdle;
	}

	/**
	 * Looks through the sockets, unless no connection is idle. May block.
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
