package io.github.httppool.sockets;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
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

	/**
	 * From one look to the next, as a multiple of the time that a look takes: so looks
	 * take no more than 0.05 % of a core.
	 */
	private static final int PAUSE_FACTOR = 2000;

	private static final long LONGEST_PAUSE = TimeUnit.MINUTES.toNanos(5);

	private final PoolSockets sockets;

	private final Supplier<TotalsSnapshot> totals;

	private final Consumer<Set<Long>> closeIdle;

	private final LongSupplier clock;

	// Sweeps may overlap: one that comes while another one looks has nothing to do.
	private final ReentrantLock looking = new ReentrantLock();

	// Guarded by the lock, like what follows.
	private boolean looked;

	private long lookedAt;

	private long took;

	private long pause;

	/**
	 * Creates a reaper.
	 * @param sockets the sockets of the pools
	 * @param totals what the pools hold
	 * @param closeIdle closes the connections with these numbers, if they are idle
	 */
	public CloseWaitReaper(PoolSockets sockets, Supplier<TotalsSnapshot> totals, Consumer<Set<Long>> closeIdle) {
		this(sockets, totals, closeIdle, System::nanoTime);
	}

	CloseWaitReaper(PoolSockets sockets, Supplier<TotalsSnapshot> totals, Consumer<Set<Long>> closeIdle,
			LongSupplier clock) {
		this.sockets = sockets;
		this.totals = totals;
		this.closeIdle = closeIdle;
		this.clock = clock;
	}

	/**
	 * Checks the sockets, if any connection is idle; less often where a look takes long.
	 * May block.
	 * @param now the time, in nanoseconds
	 */
	public void sweep(long now) {
		if (this.totals.get().idle() == 0 || !this.looking.tryLock()) {
			return;
		}
		try {
			if (!this.looked || now - this.lookedAt >= this.pause) {
				this.looked = true;
				this.lookedAt = now;
				look(now);
			}
		}
		finally {
			this.looking.unlock();
		}
	}

	/**
	 * The shorter of the last two looks counts: something else may have held one up.
	 */
	private void look(long now) {
		long before = this.took;
		long begin = this.clock.getAsLong();
		closeForgotten(now);
		this.took = this.clock.getAsLong() - begin;
		this.pause = Math.min(PAUSE_FACTOR * Math.min(before, this.took), LONGEST_PAUSE);
	}

	/**
	 * To find the connections of the sockets takes several times as long as to see that
	 * no socket is concerned.
	 */
	private void closeForgotten(long now) {
		if (this.sockets.mayHave(SocketState.CLOSE_WAIT)) {
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
