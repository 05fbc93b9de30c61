package io.github.httppool.pool;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.github.httppool.HttpPoolSettings;
import org.jspecify.annotations.Nullable;

/**
 * What a host remembers of its calls, so that it can be said why callers go without a
 * connection. A call costs two counts. Callers that fail within some milliseconds share
 * the evidence, as a host that is overloaded refuses thousands a second. Guarded by the
 * pool's lock; times are in nanoseconds.
 */
final class HostEvidence {

	/** A look at all leases takes microseconds, with the lock held. */
	private static final long SHARED_FOR = TimeUnit.MILLISECONDS.toNanos(10);

	private final PoolContext context;

	private final LeaseHistory leases = new LeaseHistory();

	private final ArrivalRate arrivals;

	private @Nullable Evidence last;

	private long takenAt;

	HostEvidence(PoolContext context) {
		this.context = context;
		this.arrivals = new ArrivalRate(PoolLimits.of(context.settings.current()).acquireNanos());
	}

	/**
	 * A call wants a connection.
	 */
	void callCame(long now) {
		this.arrivals.arrived(now);
	}

	/**
	 * A call has come to its end.
	 * @param lease what it had
	 * @param callersWait whether callers of the host wait for a connection
	 */
	void callEnded(Lease lease, boolean callersWait, long now) {
		if (!lease.isStreaming()) {
			this.leases.leaseTook(Elapsed.nanos(lease.since(), now), callersWait, now);
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
