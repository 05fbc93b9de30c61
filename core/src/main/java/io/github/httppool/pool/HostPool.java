package io.github.httppool.pool;

import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import io.github.httppool.AddressSnapshot;
import io.github.httppool.CloseReason;
import io.github.httppool.FileDescriptorsSnapshot;
import io.github.httppool.HostSnapshot;
import io.github.httppool.Leasing;
import org.jspecify.annotations.Nullable;

/**
 * The slots of one remote host in one pool, and who gets them. The limit counts here,
 * over all configurations of connections to the host. All methods are called with the
 * pool's lock held.
 */
final class HostPool {

	private final PoolContext context;

	private final SocketAddress remote;

	private final String label;

	// Nearly always one: another TLS configuration or connect timeout makes another.
	private final List<ConnectionGroup> groups = new ArrayList<>(1);

	// Every slot taken, those of closing connections included.
	private final LinkedDeque<PoolEntry> entries = new LinkedDeque<>();

	private final ConnectionCounts counts;

	private final HostQueue queue;

	private final HostLeases leases;

	private final HostEvidence evidence;

	private final DialPlanner dialPlanner;

	private final HostBackoff backoff;

	private final HostKeepAlive keepAlive;

	private final HostAddresses addresses;

	private final HostAnswers answers;

	private final Consumer<HostPool> whenUnused;

	/**
	 * Creates a host.
	 * @param context what the parts of its pool share
	 * @param remote the address
	 * @param dials begins its dials
	 * @param whenUnused is told, perhaps more than once, that it is used no more
	 */
	HostPool(PoolContext context, SocketAddress remote, DialStarter dials, Consumer<HostPool> whenUnused) {
		this.context = context;
		this.remote = remote;
		this.label = HostLabel.of(remote);
		this.counts = new ConnectionCounts(context.ledger.counts);
		this.queue = new HostQueue(context, this);
		this.evidence = new HostEvidence(context, remote, this.counts);
		this.leases = new HostLeases(context, this.counts, this.evidence);
		this.dialPlanner = new DialPlanner(context, this, dials);
		this.backoff = new HostBackoff(context, this);
		this.keepAlive = new HostKeepAlive(context, this);
		this.addresses = new HostAddresses(context, this);
		this.answers = new HostAnswers(context.pool, context.lock);
		this.whenUnused = whenUnused;
	}

	SocketAddress remote() {
		return this.remote;
	}

	String label() {
		return this.label;
	}

	/**
	 * Drops the groups that nobody uses any more, and the host if there are no others and
	 * no slot is taken.
	 */
	void removeIfUnused() {
		this.context.lock.assertHeld();
		this.groups.removeIf(this::isUnused);
		if (this.groups.isEmpty() && this.entries.isEmpty() && !this.queue.streams().anyHeld()) {
			this.keepAlive.remember();
			this.whenUnused.accept(this);
		}
	}

	private boolean isUnused(ConnectionGroup group) {
		if (group.isUnused()) {
			this.context.expiries.remove(group);
			return true;
		}
		return false;
	}

	ConnectionGroup group(int configurationHash) {
		this.context.lock.assertHeld();
		for (ConnectionGroup group : this.groups) {
			if (group.configurationHash == configurationHash) {
				return group;
			}
		}
		ConnectionGroup added = new ConnectionGroup(this, configurationHash,
				this.context.settings.current().names().addresses());
		added.keep(this.context.floors.of(this.remote, configurationHash));
		this.groups.add(added);
		return added;
	}

	// Calls

	/**
	 * A call wants a connection.
	 */
	void callCame(PendingAcquire waiter, long now) {
		if (!waiter.isStreaming()) {
			this.evidence.callCame(now);
		}
	}

	/**
	 * A call that has just come is queued. It waits for others if there is no dial for
	 * it, and no room for one.
	 */
	void callWaits(PendingAcquire waiter, long now) {
		boolean full = this.entries.size() >= this.context.limits().maxConnections();
		if (full && !waiter.isStreaming() && this.counts.queued() > this.counts.connecting()) {
			this.evidence.callWaits(now);
		}
	}

	// Leases

	/**
	 * Leases an idle connection, and retires those that it finds expired.
	 */
	@Nullable Lease leaseIdle(PendingAcquire waiter, long now) {
		this.context.lock.assertHeld();
		if (!this.queue.streams().mayServe(waiter)) {
			return null;
		}
		ConnectionGroup group = group(waiter.configurationHash());
		Leasing leasing = this.context.limits().leasing();
		PoolEntry entry = group.bestIdle(leasing, waiter);
		while (entry != null) {
			CloseReason retirement = idleRetirement(entry, now);
			if (retirement == null) {
				removeIdle(entry);
				group.idleTaken(now);
				return this.leases.begin(entry, waiter, now);
			}
			retire(entry, retirement, now);
			// Not the best again: hundreds may have expired.
			entry = group.nextIdle(leasing, waiter);
		}
		return null;
	}

	/**
	 * Another protocol is spoken from here on, for as long as the call likes.
	 */
	void upgraded(Lease lease, long now) {
		boolean known = lease.isStreaming();
		if (this.leases.upgraded(lease, now) && !known) {
			servesNoOther(lease, now);
		}
	}

	/**
	 * The lease lasts for as long as its call likes, which was not known before. It is
	 * not ended, even if there are more of them by now than may be.
	 */
	void streams(Lease lease, long now) {
		if (this.leases.streams(lease, now)) {
			servesNoOther(lease, now);
		}
	}

	private void servesNoOther(Lease lease, long now) {
		lease.entry().group.lost();
		dialForWaiters(now);
	}

	/**
	 * A call has come to its end, and the connection can serve again.
	 */
	void release(Lease lease, long now) {
		if (this.leases.endServed(lease, now)) {
			PoolEntry entry = lease.entry();
			this.keepAlive.served(entry);
			entry.idleSince = now;
			if (this.answers.callEnded(entry, this.entries.size(), now) && entry.doom == null) {
				entry.doom = CloseReason.EVICTED;
			}
			handOutOrPark(entry, now);
		}
	}

	/**
	 * Ends a lease and begins the next one of the same connection, for the same call.
	 * @return the next one, or {@code null} if nothing has changed
	 */
	@Nullable Lease renew(Lease lease, PendingAcquire next, long now) {
		this.context.lock.assertHeld();
		if (!lease.isHeld() || !suits(lease.entry(), next, now)) {
			return null;
		}
		this.leases.endServed(lease, now);
		this.context.admission.renews(next);
		this.keepAlive.served(lease.entry());
		// A redirect is a good answer.
		this.answers.callEnded(lease.entry(), this.entries.size(), now);
		lease.entry().idleSince = now;
		callCame(next, now);
		return this.leases.begin(lease.entry(), next, now);
	}

	/**
	 * A connection comes back from a caller that had given up before it came.
	 */
	void returnedUnused(Lease lease, long now) {
		boolean revoked = this.leases.revoke(lease, now);
		if (lease.giveBack()) {
			this.context.failures.cancelled(lease.caller(), this, now);
			this.context.admission.goesNoFurther(lease.caller(), now);
			this.context.admission.ended(true, now);
		}
		if (revoked) {
			handOutOrPark(lease.entry(), now);
		}
	}

	/**
	 * A connection is found closed, or about to be, on its way to its caller.
	 * @return whether the caller is to be served with another one
	 */
	boolean foundDead(Lease lease, CloseReason reason, long now) {
		if (this.leases.revoke(lease, now)) {
			retireOnceUnused(lease.entry(), reason, now);
		}
		this.keepAlive.foundClosed(lease.entry(), reason, now);
		return lease.giveBack();
	}

	/**
	 * Retires a connection as soon as no call has it any more.
	 */
	private void retireOnceUnused(PoolEntry entry, CloseReason reason, long now) {
		if (entry.doom == null) {
			entry.doom = reason;
		}
		if (!entry.isLeased()) {
			retire(entry, entry.doom, now);
		}
	}

	/**
	 * Whether a connection leased now could serve this caller next.
	 */
	private boolean suits(PoolEntry entry, PendingAcquire waiter, long now) {
		return waiter.configurationHash() == entry.group.configurationHash && waiter.remote().equals(this.remote)
				&& retirement(entry, now) == null;
	}

	/**
	 * Hands a connection that no call has any more to a waiting caller or parks it as
	 * idle, and dials for the callers that still wait.
	 */
	private void handOutOrPark(PoolEntry entry, long now) {
		this.context.lock.assertHeld();
		if (!entry.isLeased()) {
			assign(entry, now);
		}
		dialForWaiters(now);
	}

	/**
	 * Retires a free connection, gives it or its slot to the first caller, or parks it as
	 * idle.
	 */
	private void assign(PoolEntry entry, long now) {
		CloseReason retirement = retirement(entry, now);
		if (retirement != null) {
			retire(entry, retirement, now);
			return;
		}
		PendingAcquire first = this.queue.first();
		if (first != null && first.configurationHash() != entry.group.configurationHash
				&& mustGiveUpSlotFor(first, now)) {
			retire(entry, CloseReason.STOLEN, now);
			return;
		}
		PendingAcquire next = entry.group.firstWaiter();
		if (next != null && this.context.total.stealBefore(next, entry, now)) {
			return;
		}
		if (next != null) {
			this.queue.dequeue(next);
			serve(next, this.leases.begin(entry, next, now));
		}
		else {
			addIdle(entry, now);
		}
	}

	void serve(PendingAcquire waiter, Lease lease) {
		this.context.lock.runAfterUnlock(() -> waiter.serve(lease));
	}

	private @Nullable CloseReason retirement(PoolEntry entry, long now) {
		if (entry.doom != null) {
			return entry.doom;
		}
		if (this.context.isClosed()) {
			return CloseReason.DRAINED;
		}
		if (entry.hasVanished()) {
			return CloseReason.EVICTED;
		}
		return isOverLimit() ? CloseReason.SHRUNK : this.keepAlive.retirement(entry, now);
	}

	private @Nullable CloseReason idleRetirement(PoolEntry entry, long now) {
		return entry.hasVanished() ? CloseReason.EVICTED : this.keepAlive.idleRetirement(entry, now);
	}

	private boolean isOverLimit() {
		return this.entries.size() - this.counts.closing() > this.context.limits().maxConnections();
	}

	private boolean mustGiveUpSlotFor(PendingAcquire waiter, long now) {
		return this.entries.size() >= this.context.limits().maxConnections() && this.counts.closing() == 0
				&& group(waiter.configurationHash()).wantsFirstDialFor(waiter, now);
	}

	// Idle connections

	private void addIdle(PoolEntry entry, long now) {
		if (this.counts.idle() >= this.context.limits().maxIdle()) {
			retire(entry, CloseReason.EVICTED, now);
			return;
		}
		if (this.context.admission.keepsNoIdle()) {
			retire(entry, CloseReason.DRAINED, now);
			return;
		}
		entry.become(EntryState.IDLE);
		entry.wasIdle = true;
		entry.group.addIdle(entry);
		this.counts.idle(+1);
		this.keepAlive.parked(entry, now);
		this.context.total.addIdle(entry, now);
	}

	private void removeIdle(PoolEntry entry) {
		entry.group.removeIdle(entry);
		this.counts.idle(-1);
		this.context.total.removeIdle(entry);
	}

	/**
	 * Closes the idle connections that have expired.
	 */
	void sweep(long now) {
		this.context.lock.assertHeld();
		this.evidence.forget();
		this.answers.swept();
		for (ConnectionGroup group : this.groups) {
			for (PoolEntry entry : group.idle()) {
				CloseReason retirement = idleRetirement(entry, now);
				if (retirement != null) {
					retire(entry, retirement, now);
				}
			}
			group.dials().tryAgain();
		}
		dialForWaiters(now);
		removeIfUnused();
	}

	/**
	 * Closes all idle connections.
	 */
	int evictIdle(CloseReason reason, long now) {
		this.context.lock.assertHeld();
		int evicted = this.counts.idle();
		for (ConnectionGroup group : this.groups) {
			for (PoolEntry entry : group.idle()) {
				retire(entry, reason, now);
			}
		}
		return evicted;
	}

	/**
	 * Follows changed limits.
	 */
	void resized(long now) {
		this.context.lock.assertHeld();
		PoolEntry oldest;
		while (isOverLimit() && (oldest = leastRecentlyUsed(null)) != null) {
			retire(oldest, CloseReason.SHRUNK, now);
		}
		while (this.counts.idle() > this.context.limits().maxIdle() && (oldest = leastRecentlyUsed(null)) != null) {
			retire(oldest, CloseReason.EVICTED, now);
		}
		dialForWaiters(now);
	}

	/**
	 * The connection idle for longest, outside one group.
	 */
	@Nullable PoolEntry leastRecentlyUsed(@Nullable ConnectionGroup except) {
		PoolEntry oldest = null;
		for (ConnectionGroup group : this.groups) {
			PoolEntry candidate = (group != except) ? group.leastRecentlyUsed() : null;
			if (candidate != null && (oldest == null || candidate.idleSince - oldest.idleSince < 0)) {
				oldest = candidate;
			}
		}
		return oldest;
	}

	// Dials

	DialPlanner dialPlanner() {
		return this.dialPlanner;
	}

	HostBackoff backoff() {
		return this.backoff;
	}

	HostKeepAlive keepAlive() {
		return this.keepAlive;
	}

	HostAddresses addresses() {
		return this.addresses;
	}

	/**
	 * Opens as many connections as waiting callers need and the limits allow, after
	 * anything that may have made room for them. A long-lived call that was let in and is
	 * turned away makes room for the next.
	 */
	void dialForWaiters(long now) {
		this.context.lock.assertHeld();
		if (this.context.isClosed()) {
			return;
		}
		List<PendingAcquire> admitted;
		do {
			admitted = this.queue.letStreamsIn(now);
			if (this.queue.first() != null) {
				this.dialPlanner.dialForWaiters(now);
			}
		}
		while (turnsAwayAny(admitted, now));
	}

	private boolean turnsAwayAny(List<PendingAcquire> admitted, long now) {
		boolean any = false;
		// On the way of every call: without an iterator.
		for (int i = 0; i < admitted.size(); i++) {
			PendingAcquire waiter = admitted.get(i);
			any |= !waiter.isQueued() || this.backoff.turnsAway(waiter, now);
		}
		return any;
	}

	/**
	 * Takes a slot for a dial.
	 */
	void take(PoolEntry entry) {
		this.context.lock.assertHeld();
		this.entries.addLast(entry.inHost);
		this.counts.connecting(+1);
	}

	void connected(PoolEntry entry, PoolableConnection connection, long now) {
		this.context.lock.assertHeld();
		entry.connect(connection);
		entry.createdAt = now;
		entry.idleSince = now;
		entry.expiresAt = this.context.limits().expiry(now);
		this.addresses.connected(entry);
		entry.group.connected(entry);
		boolean recovered = entry.group.backoff().isOn();
		this.backoff.connected(entry.group, now);
		entry.group.connectDemand.dialTook(now - entry.dialedAt);
		this.counts.connecting(-1);
		this.context.total.dialEnds(entry);
		this.context.ledger.counters.created++;
		this.context.ledger.recent.created(now);
		this.evidence.connectionOpened(now);
		handOutOrPark(entry, now);
		entry.group.opened(entry, recovered, now);
	}

	/**
	 * Frees the slot of a failed dial. Those for whom it was fail with it, unless a live
	 * connection or another dial could still serve them.
	 */
	void dialFailed(PoolEntry entry, DialFailure failure, long now) {
		this.context.lock.assertHeld();
		entry.become(EntryState.FREE);
		this.counts.connecting(-1);
		this.context.total.dialEnds(entry);
		ConnectionGroup group = entry.group;
		if (group.dialFailed(entry, failure, this.context.total.lastId(), now)) {
			this.backoff.pauseBegan(group, failure, now);
		}
		giveBackSlot(entry, now);
		failUnservable(group, failure, now);
		this.backoff.turnAwayTooLate(group, now);
		dialForWaiters(now);
		group.notOpened(entry, failure, now);
	}

	/**
	 * Frees the slot of a dial that must not begin, as no descriptor is left for it. For
	 * those for whom it was another one is held back, if connections are open that could
	 * be closed for it.
	 */
	void dialRefused(PoolEntry entry, FileDescriptorsSnapshot exhausted, long now) {
		this.context.lock.assertHeld();
		// As long as the dial counts, its slot is not lost should this throw.
		DialFailure refusal = this.context.failures.descriptorsExhausted(this, 1, exhausted, now);
		if (this.context.total.isUsedByOthers()) {
			entry.giveUp();
		}
		dialFailed(entry, refusal, now);
	}

	private void failUnservable(ConnectionGroup group, DialFailure failure, long now) {
		PendingAcquire waiter;
		while ((waiter = group.firstHopeless()) != null) {
			notDialed(waiter, failure, now);
		}
		for (PendingAcquire held : this.queue.streams().heldBehindDials(group)) {
			if (group.isHopelessBehind(held)) {
				notDialed(held, failure, now);
			}
		}
	}

	private void notDialed(PendingAcquire waiter, DialFailure failure, long now) {
		this.queue.dequeue(waiter);
		this.context.failures.notDialed(waiter, this, failure, now);
	}

	/**
	 * Gives up dialing for waiting callers, as no descriptor is left. They fail, unless a
	 * live connection or a dial under way could still serve them.
	 */
	void refuseDials(ConnectionGroup group, FileDescriptorsSnapshot exhausted, long now) {
		DialFailure refusal = this.context.failures.descriptorsExhausted(this, 0, exhausted, now);
		group.dials().gaveUp(this.context.total.lastArrival(), refusal, this.context.total.lastId());
		failUnservable(group, refusal, now);
		// Its groups are being looked at, at the moment.
		this.context.lock.runAfterUnlock(() -> this.context.lock.runLocked(() -> {
			dialForWaiters(now);
			removeIfUnused();
		}));
	}

	/**
	 * There are no probes any more, as the pool is closed.
	 */
	void endBackoffs() {
		this.context.lock.assertHeld();
		this.groups.forEach(this.backoff::drop);
	}

	// Ends

	/**
	 * Closes an active connection in the middle of its calls. Nothing goes on in its
	 * place before its socket is closed: there may be more to be aborted.
	 */
	void abort(PoolEntry entry, CloseReason reason, long now) {
		this.leases.endAll(entry, reason, now);
		retire(entry, reason, now);
	}

	/**
	 * Gives up a connection that is idle or whose lease has ended; its slot is taken
	 * until the socket is closed.
	 */
	void retire(PoolEntry entry, CloseReason reason, long now) {
		this.context.lock.assertHeld();
		recordClosed(entry, entry.become(EntryState.CLOSING), reason, now);
		this.counts.closing(+1);
		PoolableConnection connection = entry.connection();
		this.context.lock.runAfterUnlock(() -> connection.close(reason));
	}

	/**
	 * Counts out a connection that is idle or whose lease has ended.
	 */
	private void recordClosed(PoolEntry entry, EntryState before, CloseReason reason, long now) {
		if (before == EntryState.IDLE) {
			removeIdle(entry);
			entry.group.idleLost(entry, reason, now);
		}
		entry.group.lost();
		this.context.ledger.counters.closed(reason);
		this.context.ledger.recent.closed(reason, now);
		this.evidence.connectionClosed(entry, before, reason, now);
		this.context.events.closed(entry, reason, now);
	}

	/**
	 * The socket of a connection is closed: only now its slot is free.
	 * @param reason why it was closed, unless the pool knows better
	 */
	void closed(PoolEntry entry, CloseReason reason, long now) {
		this.context.lock.assertHeld();
		EntryState before = entry.become(EntryState.FREE);
		if (before == EntryState.CLOSING) {
			this.counts.closing(-1);
		}
		else {
			this.leases.endAll(entry, reason, now);
			this.keepAlive.closed(entry, before, reason, now);
			recordClosed(entry, before, reason, now);
		}
		giveBackSlot(entry, now);
		dialForWaiters(now);
	}

	private void giveBackSlot(PoolEntry entry, long now) {
		this.entries.remove(entry.inHost);
		entry.leavesAddress();
		this.context.total.free(entry, now);
	}

	// Reading

	int slotsTaken() {
		return this.entries.size();
	}

	Iterable<PoolEntry> entries() {
		return this.entries;
	}

	void addLeasedTo(List<PoolableConnection> leased) {
		this.context.lock.assertHeld();
		if (this.counts.active() > 0) {
			for (PoolEntry entry : this.entries) {
				if (entry.is(EntryState.ACTIVE)) {
					leased.add(entry.connection());
				}
			}
		}
	}

	ConnectionCounts counts() {
		return this.counts;
	}

	HostQueue queue() {
		return this.queue;
	}

	List<ConnectionGroup> groups() {
		return this.groups;
	}

	/**
	 * The dials to the host, oldest first.
	 */
	List<Figures.Dial> dials() {
		this.context.lock.assertHeld();
		if (this.counts.connecting() == 0) {
			return List.of();
		}
		List<Figures.Dial> dials = new ArrayList<>(this.counts.connecting());
		for (PoolEntry entry : this.entries) {
			if (entry.is(EntryState.CONNECTING)) {
				dials.add(new Figures.Dial(this.label, entry.dialedAt, entry.dial()));
			}
		}
		return dials;
	}

	HostSnapshot snapshot() {
		return snapshot(0, this.addresses.snapshot());
	}

	/**
	 * Returns the figures of this moment without dials that were counted, and are
	 * refused, and without those of each address, as refusals come by the thousand.
	 */
	HostSnapshot snapshotWithout(int refused) {
		return snapshot(refused, List.of());
	}

	private HostSnapshot snapshot(int refused, List<AddressSnapshot> rows) {
		this.context.lock.assertHeld();
		return new HostSnapshot(this.label, this.counts.active(), this.counts.idle(),
				this.counts.connecting() - refused, this.counts.pending(), this.context.limits().maxConnections(),
				this.backoff.connectFailures(), this.keepAlive.learnedIdle(), this.keepAlive.learnedRequests(), rows,
				this.context.floors.min(this.remote), this.counts.streaming());
	}

	/**
	 * What is known of its calls, to say why callers go without a connection.
	 */
	Evidence evidence(long now) {
		return this.evidence.take(this.entries, now);
	}

	/**
	 * How many calls have had their connection for so long that they are no part of what
	 * comes and goes, though they are not known to be long-lived.
	 */
	int heldLong(long now) {
		return HostEvidence.heldLong(this.entries, now);
	}

	/**
	 * How long a lease usually lasts, in nanoseconds; 0 if too little is known.
	 */
	double usualLease() {
		this.context.lock.assertHeld();
		return this.evidence.usualLease();
	}

	@Nullable DialFailure lastFailure(PendingAcquire waiter) {
		return group(waiter.configurationHash()).dials().lastFailure();
	}

}
