package io.github.httppool.pool;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;

import io.github.httppool.CloseReason;
import io.github.httppool.ConnectionState;
import io.github.httppool.FileDescriptorsSnapshot;
import io.github.httppool.HostSnapshot;
import io.github.httppool.text.Printable;
import org.jspecify.annotations.Nullable;

/**
 * The slots of one remote host in one pool, and those who wait for them. The limit counts
 * here, over all configurations of connections to the host. All methods are called with
 * the pool's lock held.
 */
final class HostSlots {

	/** Leaves room for the port. */
	private static final int MAX_HOST = Printable.MAX_LENGTH - "[]:65535".length();

	private final ConnectionPool pool;

	private final SocketAddress remote;

	private final String label;

	// Nearly always one: another TLS configuration or connect timeout makes another.
	private final List<SubPool> subPools = new ArrayList<>(1);

	// Every slot taken, those of closing connections included.
	private final Chain<Slot> slots = new Chain<>();

	private final Chain<Waiter> waiters = new Chain<>();

	private final Tally tally;

	private final HostDialing dialing;

	HostSlots(ConnectionPool pool, SocketAddress remote) {
		this.pool = pool;
		this.remote = remote;
		this.label = labelOf(remote);
		this.tally = new Tally(pool.tally());
		this.dialing = new HostDialing(pool, this);
	}

	/**
	 * It is shown at the endpoint, in messages and in the log.
	 */
	private static String labelOf(SocketAddress remote) {
		if (remote instanceof InetSocketAddress inet) {
			String host = Printable.line(inet.getHostString(), MAX_HOST);
			return ((host.indexOf(':') >= 0) ? "[" + host + "]" : host) + ":" + inet.getPort();
		}
		return Printable.line(remote.toString(), Printable.MAX_LENGTH);
	}

	SocketAddress remote() {
		return this.remote;
	}

	String label() {
		return this.label;
	}

	/**
	 * Drops the sub-pools that nobody uses any more.
	 * @return whether none is left
	 */
	boolean removeUnused() {
		this.subPools.removeIf(SubPool::isUnused);
		return this.subPools.isEmpty() && this.slots.isEmpty();
	}

	SubPool subPool(int identity) {
		for (SubPool subPool : this.subPools) {
			if (subPool.identity == identity) {
				return subPool;
			}
		}
		SubPool added = new SubPool(this, identity);
		this.subPools.add(added);
		return added;
	}

	// Waiters

	@Nullable Waiter firstWaiter() {
		return this.waiters.first();
	}

	/**
	 * Lets a caller wait behind those who came before, also if it has been served in vain
	 * meanwhile.
	 */
	void enqueue(Waiter waiter) {
		this.pool.assertLocked();
		waiter.waitsAt(this);
		this.waiters.addSorted(waiter.inHost, Waiter.BY_ARRIVAL);
		subPool(waiter.identity()).enqueue(waiter);
		this.pool.deadlines().waits(waiter);
		this.pool.deadlines().add(waiter);
		this.tally.pending(+1);
	}

	void dequeue(Waiter waiter) {
		this.pool.assertLocked();
		this.dialing.letGo(waiter);
		this.waiters.remove(waiter.inHost);
		subPool(waiter.identity()).dequeue(waiter);
		this.pool.deadlines().remove(waiter);
		this.tally.pending(-1);
	}

	/**
	 * Whether more callers wait than may, beyond those for whom connections are opened.
	 * Many who come at once may be served soon; a new caller waits at least as long as
	 * the first one has.
	 */
	boolean isQueueOverfull(long now) {
		PoolLimits limits = this.pool.limits();
		int queued = this.tally.pending() - servedByDials();
		Waiter first = this.waiters.first();
		return queued > limits.maxPending() && (queued > limits.maxBurst() || first == null
				|| Elapsed.nanos(first.since(), now) >= limits.acquireNanos() / 2);
	}

	/**
	 * For how many callers connections are being opened, or there is room to, or will be
	 * once those given up are closed.
	 */
	int servedByDials() {
		int room = this.tally.closing()
				+ Math.min(this.pool.limits().maxConnections() - this.slots.size(), this.pool.total().freeSoon());
		return this.tally.connecting() + Math.max(0, room);
	}

	// Leases

	/**
	 * Leases an idle connection, closing those found to have had their time.
	 */
	@Nullable Slot leaseIdle(Waiter waiter, long now) {
		this.pool.assertLocked();
		SubPool subPool = subPool(waiter.identity());
		Slot slot;
		while ((slot = subPool.nextIdle(this.pool.limits().leasing(), waiter)) != null) {
			CloseReason retirement = this.pool.limits().idleRetirement(slot, now);
			if (retirement == null) {
				removeIdle(slot);
				lease(slot, now);
				return slot;
			}
			retire(slot, retirement, now);
		}
		return null;
	}

	void lease(Slot slot, long now) {
		this.pool.assertLocked();
		slot.become(ConnectionState.ACTIVE);
		slot.lease();
		slot.leasedAt = now;
		slot.subPool.leaseBegan(slot);
		this.tally.active(+1);
		this.pool.counters().acquired++;
		if (slot.requests > 0) {
			this.pool.counters().reused++;
		}
		slot.requests++;
	}

	/**
	 * The lease lasts for as long as its call likes, and foretells nothing any more.
	 */
	void upgraded(Slot slot, long now) {
		this.pool.assertLocked();
		slot.upgraded = true;
		slot.subPool.leaseEnded(slot);
		this.tally.upgraded(+1);
		slot.subPool.lost();
		dialForWaiters(now);
	}

	void endLease(Slot slot) {
		this.pool.assertLocked();
		if (slot.upgraded) {
			slot.upgraded = false;
			this.tally.upgraded(-1);
		}
		else {
			slot.subPool.leaseEnded(slot);
		}
		this.tally.active(-1);
		this.pool.counters().released++;
	}

	/**
	 * Undoes a lease that did not reach its caller, as if it had never been.
	 */
	void undoLease(Slot slot) {
		this.pool.assertLocked();
		slot.subPool.leaseEnded(slot);
		this.tally.active(-1);
		this.pool.counters().acquired--;
		slot.requests--;
		if (slot.requests > 0) {
			this.pool.counters().reused--;
		}
	}

	/**
	 * Whether a connection leased now could serve this caller next.
	 */
	boolean suits(Slot slot, Waiter waiter, long now) {
		return waiter.identity() == slot.subPool.identity && waiter.remote().equals(this.remote)
				&& retirement(slot, now) == null;
	}

	/**
	 * Finds a place for a connection that serves nobody, and dials for those whom it does
	 * not serve.
	 */
	void place(Slot slot, long now) {
		this.pool.assertLocked();
		decide(slot, now);
		dialForWaiters(now);
	}

	/**
	 * Decides what becomes of a connection: it has had its time, the first caller gets it
	 * or gets its slot, or it is idle.
	 */
	private void decide(Slot slot, long now) {
		CloseReason retirement = retirement(slot, now);
		if (retirement != null) {
			retire(slot, retirement, now);
			return;
		}
		Waiter first = this.waiters.first();
		if (first != null && first.identity() != slot.subPool.identity && mustGiveUpSlotFor(first)) {
			retire(slot, CloseReason.STOLEN, now);
			return;
		}
		Waiter next = slot.subPool.firstWaiter();
		if (next != null && this.pool.total().stealBefore(next, slot, now)) {
			return;
		}
		if (next != null) {
			dequeue(next);
			lease(slot, now);
			this.pool.afterwards(() -> next.serve(slot));
		}
		else {
			addIdle(slot, now);
		}
	}

	private @Nullable CloseReason retirement(Slot slot, long now) {
		if (this.pool.isClosed()) {
			return CloseReason.DRAINED;
		}
		return isOverLimit() ? CloseReason.SHRUNK : this.pool.limits().retirement(slot, now);
	}

	private boolean isOverLimit() {
		return this.slots.size() - this.tally.closing() > this.pool.limits().maxConnections();
	}

	private boolean mustGiveUpSlotFor(Waiter waiter) {
		return this.slots.size() >= this.pool.limits().maxConnections() && this.tally.closing() == 0
				&& subPool(waiter.identity()).wantsFirstDialFor(waiter);
	}

	// Idle connections

	private void addIdle(Slot slot, long now) {
		if (this.tally.idle() >= this.pool.limits().maxIdle()) {
			retire(slot, CloseReason.EVICTED, now);
			return;
		}
		slot.become(ConnectionState.IDLE);
		slot.idleSince = now;
		slot.wasIdle = true;
		slot.subPool.addIdle(slot);
		this.tally.idle(+1);
		this.pool.total().addIdle(slot, now);
	}

	private void removeIdle(Slot slot) {
		slot.subPool.removeIdle(slot);
		this.tally.idle(-1);
		this.pool.total().removeIdle(slot);
	}

	/**
	 * Closes the idle connections that have had their time.
	 */
	void sweep(long now) {
		this.pool.assertLocked();
		for (SubPool subPool : this.subPools) {
			for (Slot slot : subPool.idle()) {
				CloseReason retirement = this.pool.limits().idleRetirement(slot, now);
				if (retirement != null) {
					retire(slot, retirement, now);
				}
			}
			subPool.dials().tryAgain();
		}
		dialForWaiters(now);
	}

	/**
	 * Closes all idle connections.
	 */
	int evictIdle(CloseReason reason, long now) {
		this.pool.assertLocked();
		int evicted = this.tally.idle();
		for (SubPool subPool : this.subPools) {
			for (Slot slot : subPool.idle()) {
				retire(slot, reason, now);
			}
		}
		return evicted;
	}

	/**
	 * Follows a changed limit.
	 */
	void resized(long now) {
		this.pool.assertLocked();
		Slot oldest;
		while (isOverLimit() && (oldest = leastRecentlyUsed(null)) != null) {
			retire(oldest, CloseReason.SHRUNK, now);
		}
		dialForWaiters(now);
	}

	/**
	 * The connection idle for longest, outside one sub-pool.
	 */
	@Nullable Slot leastRecentlyUsed(@Nullable SubPool except) {
		Slot oldest = null;
		for (SubPool subPool : this.subPools) {
			Slot candidate = (subPool != except) ? subPool.leastRecentlyUsed() : null;
			if (candidate != null && (oldest == null || candidate.idleSince - oldest.idleSince < 0)) {
				oldest = candidate;
			}
		}
		return oldest;
	}

	// Dials

	HostDialing dialing() {
		return this.dialing;
	}

	/**
	 * Opens as many connections as those who wait need and the limits allow.
	 */
	void dialForWaiters(long now) {
		this.pool.assertLocked();
		if (!this.waiters.isEmpty() && !this.pool.isClosed()) {
			this.dialing.dialForWaiters(now);
		}
	}

	/**
	 * Takes a slot for a dial.
	 */
	void take(Slot slot) {
		this.pool.assertLocked();
		this.slots.addLast(slot.inHost);
		this.tally.connecting(+1);
	}

	void connected(Slot slot, PoolableConnection connection, long now) {
		this.pool.assertLocked();
		slot.connect(connection);
		slot.createdAt = now;
		slot.expiresAt = this.pool.limits().expiry(now);
		slot.subPool.dials().succeeded(slot);
		slot.subPool.forecast.dialTook(now - slot.dialedAt);
		this.tally.connecting(-1);
		this.pool.counters().created++;
		place(slot, now);
	}

	/**
	 * Frees the slot of a failed dial. Those for whom it was fail with it, unless a live
	 * connection or another dial could still serve them.
	 */
	void dialFailed(Slot slot, Throwable error, long now) {
		this.tally.connecting(-1);
		dialLost(slot, error, now);
	}

	/**
	 * Frees the slot of a dial that must not begin, as no descriptor is left for it.
	 */
	void dialRefused(Slot slot, FileDescriptorsSnapshot exhausted, long now) {
		this.tally.connecting(-1);
		dialLost(slot, this.pool.refusals().descriptorsExhausted(this, exhausted, now), now);
	}

	private void dialLost(Slot slot, Throwable error, long now) {
		this.pool.assertLocked();
		slot.subPool.dials().failed(slot, error, this.pool.total().lastId());
		free(slot, now);
		failHopeless(slot.subPool, error, now);
		dialForWaiters(now);
	}

	private void failHopeless(SubPool subPool, Throwable error, long now) {
		Waiter waiter;
		while ((waiter = subPool.firstHopeless()) != null) {
			dequeue(waiter);
			this.pool.refusals().notDialed(waiter, this, error, now);
		}
	}

	/**
	 * Gives up dialing for those who wait, as no descriptor is left. They fail, unless a
	 * live connection or a dial under way could still serve them.
	 */
	void refuseDials(SubPool subPool, FileDescriptorsSnapshot exhausted, long now) {
		Throwable error = this.pool.refusals().descriptorsExhausted(this, exhausted, now);
		subPool.dials().gaveUp(this.pool.total().lastArrival(), error, this.pool.total().lastId());
		failHopeless(subPool, error, now);
		this.pool.afterwards(() -> this.pool.forgetUnused(this));
	}

	// Ends

	/**
	 * Gives up a connection that is idle or whose lease has ended; its slot is taken
	 * until the socket is closed.
	 */
	void retire(Slot slot, CloseReason reason, long now) {
		lose(slot, reason, now);
		slot.become(ConnectionState.CLOSING);
		this.tally.closing(+1);
		PoolableConnection connection = slot.connection();
		this.pool.afterwards(() -> connection.close(reason));
	}

	/**
	 * Counts out a connection that is idle or whose lease has ended.
	 */
	void lose(Slot slot, CloseReason reason, long now) {
		this.pool.assertLocked();
		if (slot.is(ConnectionState.IDLE)) {
			removeIdle(slot);
		}
		slot.subPool.lost();
		this.pool.counters().closed(reason);
		this.pool.events().closed(slot, reason, now);
	}

	void closed(Slot slot, long now) {
		this.pool.assertLocked();
		if (slot.is(ConnectionState.CLOSING)) {
			this.tally.closing(-1);
		}
		free(slot, now);
		dialForWaiters(now);
	}

	private void free(Slot slot, long now) {
		slot.free();
		this.slots.remove(slot.inHost);
		this.pool.total().free(slot, now);
	}

	// Reading

	int slotsTaken() {
		return this.slots.size();
	}

	Iterable<Slot> slots() {
		return this.slots;
	}

	void addLeasedTo(List<PoolableConnection> leased) {
		this.pool.assertLocked();
		if (this.tally.active() > 0) {
			for (Slot slot : this.slots) {
				if (slot.is(ConnectionState.ACTIVE)) {
					leased.add(slot.connection());
				}
			}
		}
	}

	Tally tally() {
		return this.tally;
	}

	List<SubPool> subPools() {
		return this.subPools;
	}

	/**
	 * The dials to the host, oldest first.
	 */
	List<Figures.Dial> dials() {
		this.pool.assertLocked();
		if (this.tally.connecting() == 0) {
			return List.of();
		}
		List<Figures.Dial> dials = new ArrayList<>(this.tally.connecting());
		for (Slot slot : this.slots) {
			if (slot.is(ConnectionState.CONNECTING)) {
				dials.add(new Figures.Dial(this.label, slot.dialedAt, slot.dial()));
			}
		}
		return dials;
	}

	HostSnapshot snapshot() {
		this.pool.assertLocked();
		return new HostSnapshot(this.label, this.tally.active(), this.tally.idle(), this.tally.connecting(),
				this.tally.pending(), this.pool.limits().maxConnections());
	}

	@Nullable Throwable lastFailure(Waiter waiter) {
		return subPool(waiter.identity()).dials().lastFailure();
	}

}
