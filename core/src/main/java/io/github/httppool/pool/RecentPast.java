package io.github.httppool.pool;

import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.github.httppool.CallPhase;
import io.github.httppool.HostSnapshot;
import io.github.httppool.LeakKind;
import io.github.httppool.PoolSnapshot;
import io.github.httppool.RecentSnapshot;
import io.github.httppool.stats.DemandFigures;
import io.github.httppool.stats.HostDemand;
import io.github.httppool.stats.HostFigures;

/**
 * What has happened in a pool within the last minutes. Takes the pool's lock for each
 * look at it; may be called from any thread.
 */
public final class RecentPast {

	private final PoolContext context;

	private final RemoteHosts hosts;

	RecentPast(PoolContext context, RemoteHosts hosts) {
		this.context = context;
		this.hosts = hosts;
	}

	/**
	 * A leak was found.
	 * @param kind how certain it is
	 * @param now the time
	 */
	public void leaked(LeakKind kind, long now) {
		this.context.lock.runLocked(() -> this.context.ledger.recent.leaked(kind, now));
	}

	/**
	 * A call has run into a limit.
	 * @param phase what it was waiting for
	 * @param now the time
	 */
	public void callTimedOut(CallPhase phase, long now) {
		this.context.lock.runLocked(() -> this.context.ledger.recent.callTimedOut(phase, now));
	}

	/**
	 * An event loop was late.
	 * @param nanos by how much
	 * @param now the time
	 */
	public void loopDelayed(long nanos, long now) {
		this.context.lock.runLocked(() -> this.context.ledger.recent.loopDelayed(nanos, now));
	}

	/**
	 * Returns what has happened within the last minute.
	 * @param now the time
	 * @return the figures
	 */
	public RecentSnapshot snapshot(long now) {
		return this.context.lock.getLocked(() -> this.context.ledger.recent.snapshot(now));
	}

	/**
	 * Returns what the pool holds and has done, and what has happened within the last
	 * minute.
	 * @param now the time
	 * @return the figures of one moment
	 */
	public Moment moment(long now) {
		return this.context.lock.getLocked(() -> new Moment(this.context.ledger.snapshot(this.hosts.all()),
				this.context.ledger.recent.snapshot(now)));
	}

	/**
	 * Returns what the calls need to those hosts that are called most, and how those are
	 * to which most connections are in use or most attempts to connect have failed. Takes
	 * the lock once for each host, so that calls pass in between, and asks the
	 * connections what has become of their leases with the lock free.
	 * @param now the time
	 * @return the figures of some hosts, in no order
	 */
	public List<HostFigures> hosts(long now) {
		Map<SocketAddress, Optional<HostDemand>> noted = new HashMap<>();
		this.context.lock.runLocked(() -> {
			NotableHosts.of(this.hosts.all()).forEach((remote) -> noted.put(remote, Optional.empty()));
			this.context.ledger.demands.all().forEach((remote, demand) -> noted.put(remote, Optional.of(demand)));
		});
		List<HostFigures> figures = new ArrayList<>(noted.size());
		noted.forEach((remote, demand) -> figures
			.add(this.context.lock.getLocked(() -> look(remote, demand, now)).figures()));
		return figures;
	}

	private Look look(SocketAddress remote, Optional<HostDemand> demand, long now) {
		DemandFigures figures = demand.map((recorded) -> recorded.figures(now)).orElse(DemandFigures.NONE);
		boolean late = this.context.ledger.recent.wereLoopsLate(now);
		for (HostPool host : this.hosts.at(remote)) {
			int streaming = Math.max(host.counts().streaming(), figures.mostStreaming());
			return new Look(host.snapshotWithout(0), host.counts().queued(), streaming, host.heldLong(now),
					Fragments.of(host.groups()), host.evidence(now), late, figures);
		}
		HostSnapshot unused = new HostSnapshot(HostLabel.of(remote), 0, 0, 0, 0, this.context.limits().maxConnections(),
				null);
		return new Look(unused, 0, figures.mostStreaming(), 0, Fragments.NONE, Evidence.NONE, late, figures);
	}

	/**
	 * A pool at one moment.
	 *
	 * @param present what it holds and has done
	 * @param recent what has happened within the last minute
	 */
	public record Moment(PoolSnapshot present, RecentSnapshot recent) {

	}

	/**
	 * A host as it was seen with the lock held.
	 */
	private record Look(HostSnapshot host, int queued, int streaming, int heldLong, Fragments fragments,
			Evidence evidence, boolean late, DemandFigures demand) {

		HostFigures figures() {
			LeaseFindings leases = this.evidence.leases();
			LeaseFindings.Origin origin = leases.origin();
			return new HostFigures(this.host, this.queued, this.streaming,
					Math.max(0, this.heldLong - leases.neverClosed()), this.fragments.count(),
					this.fragments.differences(), leases.neverClosed(), (origin != null) ? origin.name() : null,
					leases.unread(), this.late, this.demand);
		}

	}

}
