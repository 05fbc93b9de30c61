package io.github.httppool.pool;

import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.github.httppool.CloseReason;
import io.github.httppool.HttpPoolSettings;
import io.github.httppool.stats.DemandFigures;
import io.github.httppool.stats.HostDemand;
import io.github.httppool.stats.TrackedHost;
import org.jspecify.annotations.Nullable;

/**
 * What a host remembers of its calls, so that it can be said why callers go without a
 * connection, and how many connections it takes. A call costs some counts. Callers that
 * fail within some milliseconds share the evidence, as a host that is overloaded refuses
 * thousands a second. Guarded by the pool's lock; times are in nanoseconds.
 */
final class HostEvidence {

	/** A look at all leases takes microseconds, with the lock held. */
	private static final long SHARED_FOR = TimeUnit.MILLISECONDS.toNanos(10);

	private final PoolContext context;

	private final LeaseHistory leases = new LeaseHistory();

	private final ArrivalRate arrivals;

	private final ConnectionCounts counts;

	private final TrackedHost tracked;

	private @Nullable Evidence last;

	private long takenAt;

	/**
	 * Creates the evidence of a host of which nothing is known.
	 * @param context what the parts of its pool share
	 * @param remote its address
	 * @param counts its connections and callers
	 */
	HostEvidence(PoolContext context, SocketAddress remote, ConnectionCounts counts) {
		this.context = context;
		this.counts = counts;
		this.tracked = new TrackedHost(context.ledger.demands, remote);
		this.arrivals = new ArrivalRate(PoolLimits.of(context.settings.current()).acquireNanos());
	}

	/**
	 * A call wants a connection. Long-lived ones leave less to it, and those that wait
	 * for each other do not wait for what it waits for.
	 */
	void callCame(long now) {
		this.arrivals.arrived(now);
		HostDemand demand = this.tracked.callCame(now);
		if (demand != null) {
			int streaming = this.counts.streaming();
			demand.callCame(this.counts.active() - streaming, this.counts.queued(),
					this.context.limits().maxConnections() - streaming, now);
		}
	}

	/**
	 * A call has to wait, as no slot of the host is free.
	 */
	void callWaits(long now) {
		HostDemand demand = this.tracked.demand();
		if (demand != null) {
			demand.waits(now);
		}
	}

	/**
	 * A call has got a connection.
	 */
	void leaseBegan(long now) {
		HostDemand demand = this.tracked.demand();
		if (demand != null) {
			demand.leaseBegan(this.counts.active(), now);
		}
	}

	/**
	 * A long-lived call has got a connection, is found to be one, or is about to give its
	 * connection back.
	 */
	void streams(long now) {
		HostDemand demand = this.tracked.demand();
		if (demand != null) {
			demand.streams(this.counts.streaming(), now);
		}
	}

	/**
	 * A call has given its connection back, or has lost it. How long a long-lived one had
	 * it tells nothing.
	 */
	void leaseEnded(Lease lease, long now) {
		HostDemand demand = this.tracked.demand();
		if (demand != null && !lease.isStreaming()) {
			demand.leaseTook(Elapsed.nanos(lease.since(), now), now);
		}
	}

	/**
	 * A call has lost its connection as it ran into a limit of time. If it had waited for
	 * it for longer than it had it, that tells of the wait and not of the host.
	 */
	void leaseWasCutOff(Lease lease, long now) {
		HostDemand demand = this.tracked.demand();
		long waited = Elapsed.nanos(lease.caller().since(), lease.since());
		if (demand != null && !lease.isStreaming() && waited < Elapsed.nanos(lease.since(), now)) {
			demand.leaseWasCutOff(now);
		}
	}

	/**
	 * A call has come to its end.
	 * @param lease what it had
	 */
	void callEnded(Lease lease, long now) {
		if (!lease.isStreaming()) {
			this.leases.leaseTook(Elapsed.nanos(lease.since(), now), this.counts.queued() > 0, now);
		}
	}

	void connectionOpened(long now) {
		HostDemand demand = this.tracked.demand();
		if (demand != null) {
			demand.created(now);
		}
	}

	/**
	 * A connection is closed. Many a server closes one after a long-lived call, which is
	 * as it should be.
	 * @param before its state until now
	 */
	void connectionClosed(PoolEntry entry, EntryState before, CloseReason reason, long now) {
		HostDemand demand = this.tracked.demand();
		if (demand != null) {
			boolean wornOut = !entry.hasStreamed() && DemandFigures.isWornOut(reason, before == EntryState.IDLE);
			demand.closed(reason, entry.requests, wornOut, now);
		}
	}

	/**
	 * Returns how long a lease usually lasts, or 0 if too little is known.
	 */
	double usualLease() {
		return this.leases.usual();
	}

	/**
	 * Takes the evidence of this moment, or of one shortly before.
	 * @param entries the slots of the host
	 */
	Evidence take(Iterable<PoolEntry> entries, long now) {
		this.context.lock.assertHeld();
		Evidence present = this.last;
		if (present == null || Math.abs(now - this.takenAt) >= SHARED_FOR) {
			present = evidence(entries, now);
			this.last = present;
			this.takenAt = now;
		}
		return present;
	}

	/**
	 * Forgets the last evidence, which may lead to connections that are closed by now.
	 */
	void forget() {
		this.last = null;
	}

	private Evidence evidence(Iterable<PoolEntry> entries, long now) {
		HttpPoolSettings settings = this.context.settings.current();
		Evidence.Usual usual = new Evidence.Usual(this.leases.usual(), this.leases.mean(),
				this.arrivals.perSecond(now));
		return new Evidence(held(entries), usual, this.context.limits().acquireNanos(),
				settings.leakDetection().threshold().toNanos(), now);
	}

	/**
	 * Counts the calls that have had their connection for longer than a slot of what is
	 * recorded, and are not known to be long-lived: those are counted by themselves.
	 */
	static int heldLong(Iterable<PoolEntry> entries, long now) {
		int count = 0;
		for (PoolEntry entry : entries) {
			Lease oldest = entry.oldestLease();
			if (oldest != null && !oldest.isStreaming()
					&& Elapsed.nanos(oldest.since(), now) >= HostDemand.SLOT_NANOS) {
				count++;
			}
		}
		return count;
	}

	private static List<Evidence.Held> held(Iterable<PoolEntry> entries) {
		List<Evidence.Held> held = new ArrayList<>();
		for (PoolEntry entry : entries) {
			Lease oldest = entry.oldestLease();
			if (oldest != null && !entry.isUpgraded()) {
				held.add(new Evidence.Held(entry.connection(), oldest.since()));
			}
		}
		return held;
	}

}
