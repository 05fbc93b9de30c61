package io.github.httppool.pool;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;

import io.github.httppool.HostSnapshot;
import io.github.httppool.LoadSnapshot;
import io.github.httppool.PoolSnapshot;
import io.github.httppool.PoolState;
import io.github.httppool.stats.HostDemands;
import io.github.httppool.stats.RecentFigures;

/**
 * What a pool holds and has done, in figures. Guarded by the pool's lock.
 */
final class PoolLedger {

	final ConnectionCounts counts = new ConnectionCounts(null);

	final PoolCounters counters = new PoolCounters();

	final RecentFigures recent = new RecentFigures();

	final HostDemands demands = new HostDemands();

	private final String pool;

	private final PoolSettings settings;

	private final TotalLimit total;

	private final Supplier<PoolState> state;

	PoolLedger(String pool, PoolSettings settings, TotalLimit total, Supplier<PoolState> state) {
		this.pool = pool;
		this.settings = settings;
		this.total = total;
		this.state = state;
	}

	/**
	 * Returns the figures of this moment.
	 * @param hosts the hosts that are to be in it
	 */
	PoolSnapshot snapshot(Collection<HostPool> hosts) {
		this.total.lock.assertHeld();
		List<HostSnapshot> rows = new ArrayList<>(hosts.size());
		hosts.forEach((host) -> rows.add(host.snapshot()));
		return this.counters.snapshot(this.pool, this.counts, maxConnections(), rows, this.state.get());
	}

	/**
	 * Returns what the pool and one of its hosts look like at this moment.
	 */
	Figures figures(HostPool host, long now) {
		this.total.lock.assertHeld();
		int usedUp = (this.total.free() > 0) ? 0 : this.total.max();
		return new Figures(this.pool, this.counts.copy(), this.counters.copy(), maxConnections(),
				host.snapshotWithout(0), host.dials(), host.slotsTaken(), host.counts().streaming(), maxStreaming(),
				usedUp, host.evidence(now), this.state.get(), now);
	}

	/**
	 * Returns what the pool and one of its hosts look like without dials that were
	 * counted, and are refused. Names no other dial, as each leads to its call.
	 * @param refused how many
	 */
	Figures figuresWithout(int refused, HostPool host, long now) {
		this.total.lock.assertHeld();
		ConnectionCounts others = this.counts.copy();
		others.connecting(-refused);
		int usedUp = (this.total.free() + refused > 0) ? 0 : this.total.max();
		return new Figures(this.pool, others, this.counters.copy(), maxConnections(), host.snapshotWithout(refused),
				List.of(), host.slotsTaken() - refused, host.counts().streaming(), maxStreaming(), usedUp,
				host.evidence(now), this.state.get(), now);
	}

	LoadSnapshot load() {
		this.total.lock.assertHeld();
		return this.counts.load(maxConnections());
	}

	/**
	 * Whether no call has a connection or waits for one. Upgraded connections do not
	 * count, as they have no end to wait for.
	 */
	boolean isQuiet() {
		this.total.lock.assertHeld();
		return this.counts.active() == this.counts.upgraded() && this.counts.pending() == 0;
	}

	private int maxStreaming() {
		return this.settings.limits().maxStreaming();
	}

	private int maxConnections() {
		return this.settings.limits().maxConnections();
	}

}
