package io.github.httppool.benchmarks.pool;

import java.net.SocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

import io.github.httppool.HttpPool;
import io.github.httppool.HttpPoolListener;
import io.github.httppool.HttpPoolSettings;
import io.github.httppool.PoolSnapshot;
import io.github.httppool.pool.CompositeHttpPoolListener;
import io.github.httppool.pool.ConnectionPool;
import io.github.httppool.pool.Connector;
import io.github.httppool.pool.DialPhase;
import io.github.httppool.pool.DialProgress;
import io.github.httppool.pool.PendingDial;
import io.github.httppool.pool.PoolEntry;
import io.github.httppool.pool.TotalLimit;

/**
 * A pool with the default settings whose connections are all open and idle, so that every
 * caller is served at once.
 */
final class WarmPool {

	private static final int MAX_CONNECTIONS = 100_000;

	private final Deque<PoolEntry> dialed = new ArrayDeque<>();

	private final ConnectionPool pool;

	private long opened;

	/**
	 * Creates a pool without connections.
	 * @param listeners hear what happens
	 */
	WarmPool(List<HttpPoolListener> listeners) {
		Connector connector = (entry, config) -> {
			this.dialed.add(entry);
			return new SocketlessDial(entry.host(), System.nanoTime());
		};
		this.pool = new ConnectionPool(HttpPool.DEFAULT, HttpPoolSettings.DEFAULT,
				new TotalLimit(MAX_CONNECTIONS, MAX_CONNECTIONS), connector, (time) -> {
				}, () -> new long[0], new CompositeHttpPoolListener(listeners));
	}

	/**
	 * Opens connections to a host, and leaves them idle.
	 */
	void open(SocketAddress host, int connections) {
		List<Caller> callers = new ArrayList<>();
		for (int i = 0; i < connections; i++) {
			Caller caller = new Caller(host, System.nanoTime());
			callers.add(caller);
			this.pool.acquire(caller, System.nanoTime());
		}
		PoolEntry entry;
		while ((entry = this.dialed.poll()) != null) {
			this.pool.connected(entry, new SocketlessConnection(), System.nanoTime());
			this.opened++;
		}
		callers.forEach(this::release);
	}

	/**
	 * Makes a call that takes no time: leases an idle connection and gives it back.
	 */
	Caller call(SocketAddress host) {
		long now = System.nanoTime();
		Caller caller = new Caller(host, now);
		this.pool.acquire(caller, now);
		release(caller);
		return caller;
	}

	private void release(Caller caller) {
		long now = System.nanoTime();
		if (!this.pool.handedOver(caller.lease(), now)) {
			throw new IllegalStateException("A lease has ended on its way to its caller");
		}
		this.pool.released(caller.lease(), now);
	}

	/**
	 * Looks under the lock.
	 */
	boolean isEmpty() {
		return this.pool.isEmpty();
	}

	/**
	 * Fails unless all calls were served by the connections of the beginning, and have
	 * given them back.
	 */
	void verify() {
		PoolSnapshot now = this.pool.snapshot();
		boolean warm = now.created() == this.opened && now.idle() == this.opened && now.pending() == 0
				&& now.acquired() == now.released() && now.reused() == now.acquired() - this.opened;
		if (!warm) {
			throw new IllegalStateException(
					"The pool did more than lease its %,d idle connections: %s".formatted(this.opened, now));
		}
	}

	private record SocketlessDial(String host, long since) implements PendingDial {

		@Override
		public DialProgress progress() {
			return new DialProgress(DialPhase.TCP, this.host, this.since);
		}

		@Override
		public void cancel() {
			throw new IllegalStateException("The dial to " + this.host + " is not wanted");
		}

	}

}
