package io.github.httppool.pool;

import io.github.httppool.CloseReason;

/**
 * Begins and ends the leases of one remote host, counts the connections that have any and
 * has the listeners told. What becomes of the connections is not its business. All
 * methods are called with the pool's lock held.
 */
final class HostLeases {

	private final PoolContext context;

	private final ConnectionCounts counts;

	private final HostEvidence evidence;

	/**
	 * Creates the leases of a host.
	 * @param context what the parts of its pool share
	 * @param counts the connections of the host
	 * @param evidence learns from the leases
	 */
	HostLeases(PoolContext context, ConnectionCounts counts, HostEvidence evidence) {
		this.context = context;
		this.counts = counts;
		this.evidence = evidence;
	}

	Lease begin(PoolEntry entry, PendingAcquire caller, long now) {
		this.context.lock.assertHeld();
		boolean leased = entry.isLeased();
		boolean upgraded = entry.isUpgraded();
		Lease lease = entry.lease(caller, now);
		recount(entry, leased, upgraded);
		began(lease, now);
		this.evidence.leaseBegan(now);
		this.context.ledger.counters.acquired++;
		this.context.ledger.recent.acquired(Elapsed.nanos(caller.since(), now), now);
		if (entry.requests > 0) {
			this.context.ledger.counters.reused++;
		}
		entry.requests++;
		return lease;
	}

	/**
	 * The lease lasts for as long as its call likes, and foretells nothing.
	 * @return whether that is news
	 */
	boolean streams(Lease lease, long now) {
		this.context.lock.assertHeld();
		ConnectionGroup group = lease.entry().group;
		if (lease.isStreaming() || !lease.isHeld()) {
			return false;
		}
		group.leaseEnded(lease);
		lease.stream();
		began(lease, now);
		return true;
	}

	/**
	 * Another protocol is spoken from here on, for as long as the call likes.
	 * @return whether that is news
	 */
	boolean upgraded(Lease lease, long now) {
		this.context.lock.assertHeld();
		PoolEntry entry = lease.entry();
		boolean upgraded = entry.isUpgraded();
		if (!lease.upgrade()) {
			return false;
		}
		recount(entry, true, upgraded);
		streams(lease, now);
		return true;
	}

	/**
	 * Ends a lease whose call came to its end: how long it took foretells how long the
	 * next will.
	 * @return whether it had not ended before
	 */
	boolean endServed(Lease lease, long now) {
		boolean ended = end(lease, now);
		if (ended && !lease.isStreaming()) {
			lease.entry().group.connectDemand.leaseTook(now - lease.since());
			this.evidence.leaseEnded(lease, now);
			this.evidence.callEnded(lease, now);
		}
		return ended;
	}

	/**
	 * Ends a lease. Nobody has heard of one that did not reach its caller.
	 * @return whether it had not ended before
	 */
	boolean end(Lease lease, long now) {
		this.context.lock.assertHeld();
		PoolEntry entry = lease.entry();
		boolean leased = entry.isLeased();
		boolean upgraded = entry.isUpgraded();
		if (!entry.end(lease)) {
			return false;
		}
		recount(entry, leased, upgraded);
		if (lease.isRevoked()) {
			undo(lease, now);
			// Until it comes back to ask for another connection.
			this.context.admission.goesOn(lease.caller());
		}
		else {
			close(lease, now);
		}
		return true;
	}

	/**
	 * Ends a lease, unless it has reached its caller.
	 * @return whether it had not ended before
	 */
	boolean revoke(Lease lease, long now) {
		this.context.lock.assertHeld();
		PoolEntry entry = lease.entry();
		boolean leased = entry.isLeased();
		boolean upgraded = entry.isUpgraded();
		boolean revoked = entry.revoke(lease);
		if (revoked) {
			recount(entry, leased, upgraded);
			undo(lease, now);
		}
		return revoked;
	}

	/**
	 * Ends all leases of a connection.
	 * @param reason why it is closed, which may be that its call has come to its end
	 */
	void endAll(PoolEntry entry, CloseReason reason, long now) {
		Lease lease;
		while ((lease = entry.oldestLease()) != null) {
			boolean served = lease.isHeld() && reason == CloseReason.NOT_PERSISTENT;
			if (end(lease, now) && !lease.isRevoked()) {
				learnFrom(lease, reason, served, now);
			}
		}
	}

	/**
	 * A leak tells nothing of how long calls need a connection.
	 */
	private void learnFrom(Lease lease, CloseReason reason, boolean served, long now) {
		if (reason != CloseReason.LEAK_RECLAIMED) {
			this.evidence.leaseEnded(lease, now);
		}
		if (reason == CloseReason.TIMEOUT) {
			this.evidence.leaseWasCutOff(lease, now);
		}
		if (served) {
			this.evidence.callEnded(lease, now);
		}
	}

	/**
	 * Connections are counted, however many leases they have.
	 */
	private void recount(PoolEntry entry, boolean wasLeased, boolean wasUpgraded) {
		if (entry.isLeased() != wasLeased) {
			this.counts.active(wasLeased ? -1 : +1);
		}
		if (entry.isUpgraded() != wasUpgraded) {
			this.counts.upgraded(wasUpgraded ? -1 : +1);
		}
	}

	private void began(Lease lease, long now) {
		lease.entry().group.leaseBegan(lease);
		if (lease.isStreaming()) {
			this.counts.streaming(+1);
			this.evidence.streams(now);
		}
	}

	private void ended(Lease lease, long now) {
		lease.entry().group.leaseEnded(lease);
		if (lease.isStreaming()) {
			this.evidence.streams(now);
			this.counts.streaming(-1);
		}
	}

	private void close(Lease lease, long now) {
		ended(lease, now);
		this.context.ledger.counters.released++;
		this.context.ledger.recent.released(Elapsed.nanos(lease.since(), now), now);
		this.context.events.released(lease, now);
		if (lease.caller().mayAskAgain()) {
			this.context.admission.goesOn(lease.caller());
		}
		this.context.admission.ended(this.context.ledger.isQuiet(), now);
	}

	/**
	 * As if it had never been.
	 */
	private void undo(Lease lease, long now) {
		PoolEntry entry = lease.entry();
		ended(lease, now);
		this.context.ledger.counters.acquired--;
		this.context.ledger.recent.revoked(now);
		entry.requests--;
		if (entry.requests > 0) {
			this.context.ledger.counters.reused--;
		}
	}

}
