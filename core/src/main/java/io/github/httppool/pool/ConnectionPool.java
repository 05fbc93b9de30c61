package io.github.httppool.pool;

import java.net.SocketAddress;
import java.util.Collection;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import io.github.httppool.CloseReason;
import io.github.httppool.ConnectionSnapshot;
import io.github.httppool.HttpPoolSettings;
import io.github.httppool.LoadSnapshot;
import io.github.httppool.PoolSnapshot;
import org.jspecify.annotations.Nullable;

/**
 * Decides which caller takes a connection or opens one. A caller takes the idle
 * connection used last (or first), or waits. Waiting callers are served in order by the
 * connection that becomes free first, returned or freshly dialed: no caller is bound to a
 * dial. Connections are dialed only as far as waiting callers need them
 * ({@link ConnectDemand}).
 *
 * <p>
 * All state of all pools of an application is guarded by one lock ({@link PoolLock}), so
 * that the limits hold at every moment and all figures agree. Every public method takes
 * and frees it; callers, connections and listeners are called after that. Times are
 * arguments, in nanoseconds of {@link System#nanoTime()}. All methods may be called from
 * any thread and do not block.
 */
public final class ConnectionPool {

	/** In one hold of the lock, which then takes some microseconds; at least one host. */
	private static final int CONNECTIONS_AT_ONCE = 32;

	private final String name;

	private final PoolContext context;

	private final PoolLock lock;

	private final RemoteHosts hosts;

	private final ConnectionOpener opener;

	private final AcquireQueue queue;

	private final IdleEviction eviction;

	private final Retirement retirement;

	private final PoolShutdown shutdown;

	private final PoolDrains drains;

	private final FloorKeeper floorKeeper;

	private final ReadyConnections ready;

	private final RecentPast recentPast;

	/**
	 * Creates a pool.
	 * @param name the pool's name
	 * @param settings its settings
	 * @param total the slots it shares with the other pools of the application
	 * @param connector opens its connections
	 * @param alarm wakes the pool when something is due
	 * @param lateness tells how late the event loops have been
	 * @param listeners hear what happens
	 */
	public ConnectionPool(String name, HttpPoolSettings settings, TotalLimit total, Connector connector,
			TimeoutScheduler alarm, Lateness lateness, CompositeHttpPoolListener listeners) {
		this.name = name;
		this.context = new PoolContext(name, settings, total, connector, alarm, lateness, listeners);
		this.lock = this.context.lock;
		this.opener = new ConnectionOpener(this.context);
		this.hosts = new RemoteHosts(this.context, this.opener);
		this.queue = new AcquireQueue(this.context, this.hosts);
		this.eviction = new IdleEviction(this.hosts);
		this.retirement = new Retirement(this.hosts);
		CallsUnderWay underWay = new CallsUnderWay(this.context, this.hosts);
		this.shutdown = new PoolShutdown(this.context, this.hosts, this.queue, this.eviction, underWay);
		this.drains = new PoolDrains(name, this.context, underWay, this.shutdown, listeners);
		this.floorKeeper = new FloorKeeper(this.context, this.hosts);
		this.ready = new ReadyConnections(this.context, this.hosts, this.floorKeeper);
		this.recentPast = new RecentPast(this.context, this.hosts);
	}

	// Callers

	/**
	 * Serves the caller with a connection, now or as soon as there is one, or lets it
	 * fail.
	 * @param waiter the caller
	 * @param now the time
	 */
	public void acquire(PendingAcquire waiter, long now) {
		Lease lease;
		this.lock.lock();
		try {
			lease = this.queue.acquire(waiter, now);
		}
		finally {
			this.lock.unlock();
		}
		if (lease != null) {
			waiter.serve(lease);
		}
	}

	/**
	 * Takes the caller out of the queue.
	 * @param waiter the caller
	 * @param now the time
	 * @return whether it was there; if not, it has been served or has failed
	 */
	public boolean cancel(PendingAcquire waiter, long now) {
		return this.lock.getLocked(() -> this.queue.cancel(waiter, now));
	}

	/**
	 * Does what is due: lets those callers fail who have waited long enough, probes hosts
	 * that could not be reached, forgets those that nobody calls any more, closes idle
	 * connections before their servers do, and opens those that are to be ready.
	 * @param now the time
	 */
	public void wakeUp(long now) {
		this.lock.runLocked(() -> {
			this.context.alarm.rung(now);
			this.queue.expire(now);
			dialHeldBack(now);
			this.context.pauses.takeDue(now).forEach((group) -> group.host.backoff().pauseEnded(group, now));
			this.context.pauses.arm(now);
			this.context.backoffs.takeDue(now).forEach((group) -> group.host.backoff().forget(group, now));
			this.context.backoffs.arm(now);
			this.context.expiries.takeDue(now).forEach((group) -> group.host.keepAlive().closeExpired(group, now));
			this.context.expiries.arm(now);
			this.floorKeeper.restoreDue(now);
		});
	}

	private void dialHeldBack(long now) {
		this.context.total.dialHeldBack(now);
		if (this.context.total.awaitsDescriptor()) {
			this.context.alarm.ringAt(now + DescriptorGuard.VALID_NANOS, now);
		}
	}

	// Dials

	/**
	 * A dial has succeeded: the connection is ready for a call. It is closed if its dial
	 * has been counted as failed before.
	 * @param entry its slot
	 * @param connection the connection
	 * @param now the time
	 */
	public void connected(PoolEntry entry, PoolableConnection connection, long now) {
		this.opener.connected(entry, connection, now);
	}

	/**
	 * A dial has failed, and there is no socket of it any more.
	 * @param entry its slot
	 * @param error why
	 * @param now the time
	 */
	public void dialFailed(PoolEntry entry, Throwable error, long now) {
		this.opener.failed(entry, error, now);
	}

	/**
	 * A dial has failed before it tried the host, as no event loop came to it: that says
	 * nothing about the host. There is no socket of it any more.
	 * @param entry its slot
	 * @param error why
	 * @param now the time
	 */
	public void dialFailedBeforeHost(PoolEntry entry, Throwable error, long now) {
		this.opener.failedBeforeHost(entry, error, now);
	}

	// Addresses of names

	/**
	 * Returns in which order a dial is to try the addresses of its host's name.
	 * @param dial its slot
	 * @param answer what the resolver says, in its order
	 * @param now the time
	 * @return the addresses; for a probe only the one that it is for, or none if the name
	 * has it no more
	 */
	public List<SocketAddress> order(PoolEntry dial, List<? extends SocketAddress> answer, long now) {
		return this.lock.getLocked(() -> dial.group.addresses().order(dial, answer, now));
	}

	/**
	 * A dial tries an address, or has reached it before the others that it has tried.
	 * @param dial its slot
	 * @param address one of those that it was told to try
	 */
	public void dialsTo(PoolEntry dial, SocketAddress address) {
		this.lock.runLocked(() -> dial.group.addresses().dialsTo(dial, address));
	}

	/**
	 * No connection could be opened to an address: it is left out until it can be
	 * reached.
	 * @param dial the slot of the dial that has tried it
	 * @param address the address
	 * @param now the time
	 */
	public void unreachable(PoolEntry dial, SocketAddress address, long now) {
		this.lock.runLocked(() -> dial.group.host.addresses().unreachable(dial.group, address, now));
	}

	/**
	 * An address was reached, and its connection could not be made ready. Calls do not
	 * try it first again, as they would fail with it.
	 * @param dial the dial
	 * @param address the address
	 * @param now the time, in nanoseconds
	 */
	public void unusable(PoolEntry dial, SocketAddress address, long now) {
		this.lock.runLocked(() -> {
			dial.group.addresses().unusable(address);
			dial.group.host.addresses().unreachable(dial.group, address, now);
		});
	}

	/**
	 * The name of a connection's host has been resolved again. Connections to an address
	 * that has been missing for some time are closed once no call has them.
	 * @param entry the slot of the connection
	 * @param answer what the resolver says
	 * @param now the time
	 */
	public void nameResolved(PoolEntry entry, List<? extends SocketAddress> answer, long now) {
		this.lock.runLocked(() -> entry.group.host.addresses().resolved(entry.group, answer, now));
	}

	// Leases

	/**
	 * A leased connection has reached its caller, who was
	 * {@linkplain PendingAcquire#serve served} with it: listeners hear of the lease now,
	 * and will of its end.
	 * @param lease the lease
	 * @param now the time
	 * @return {@code false} if the lease has ended meanwhile, as the connection was
	 * closed or aborted: then {@link #handOutFailed} is to follow
	 */
	public boolean handedOver(Lease lease, long now) {
		if (!lease.isOnItsWay()) {
			return false;
		}
		// Before the lease can be released, and that be heard.
		this.context.events.acquired(lease, now);
		if (lease.reachedCaller()) {
			return true;
		}
		this.context.events.revoked(lease, now);
		return false;
	}

	/**
	 * A lease has ended, and the same call wants the next one of the same connection at
	 * once, as one does that is redirected to the same host. It need not queue behind
	 * itself: the connection stays with it, if host and configuration are the same and
	 * the connection can serve again. Counted as any other release and reuse; the
	 * connection passes itself on to the caller, who is not
	 * {@linkplain PendingAcquire#serve served} by the pool.
	 * @param lease the lease
	 * @param next the same call, that now wants a connection again
	 * @param now the time
	 * @return the next lease, or {@code null} if nothing has changed
	 */
	public @Nullable Lease renew(Lease lease, PendingAcquire next, long now) {
		this.lock.lock();
		try {
			Lease renewed = lease.entry().group.host.renew(lease, next, now);
			if (renewed != null) {
				next.arrival = this.context.total.nextArrival();
			}
			return renewed;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * A lease has ended and the connection can serve again. Nothing happens if the lease
	 * had ended before, whatever has become of the connection since; this holds for all
	 * that ends a lease.
	 * @param lease the lease
	 * @param now the time
	 */
	public void released(Lease lease, long now) {
		this.lock.lock();
		try {
			lease.entry().group.host.release(lease, now);
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * A leased connection speaks another protocol from here on, a WebSocket for one.
	 * @param lease the lease
	 * @param now the time
	 */
	public void upgraded(Lease lease, long now) {
		this.lock.runLocked(() -> lease.entry().group.host.upgraded(lease, now));
	}

	/**
	 * A call is found to keep its connection for as long as it likes, as an event stream
	 * does. It counts as one from here on, and is served even if there are more of them
	 * by now than may be: then others wait until it ends.
	 * @param lease the lease
	 * @param now the time
	 */
	public void streams(Lease lease, long now) {
		this.lock.runLocked(() -> lease.entry().group.host.streams(lease, now));
	}

	/**
	 * A connection was leased to a caller that had given up before it came. Nothing
	 * happens if the lease has reached its caller, or the caller has come back before;
	 * the same holds for {@link #handOutFailed}.
	 * @param lease the lease
	 * @param now the time
	 */
	public void returnedUnused(Lease lease, long now) {
		this.lock.runLocked(() -> lease.entry().group.host.returnedUnused(lease, now));
	}

	/**
	 * A connection was found closed, or about to be, on its way to its caller, or the
	 * pool has ended the lease meanwhile. The caller takes the next connection, or waits
	 * in the place that it had.
	 * @param lease the lease
	 * @param reason why it is closed, unless the pool knows better
	 * @param now the time
	 */
	public void handOutFailed(Lease lease, CloseReason reason, long now) {
		this.lock.runLocked(() -> {
			boolean again = lease.entry().group.host.foundDead(lease, reason, now);
			Lease other = again ? this.queue.acquireAgain(lease, reason, now) : null;
			if (other != null) {
				this.lock.runAfterUnlock(() -> other.caller().serve(other));
			}
		});
	}

	/**
	 * The server has closed a connection, which had served before, at the moment at which
	 * a call was sent on it. That tells how long it keeps connections.
	 * @param lease the lease of the call, which ends next
	 * @param now the time
	 */
	public void foundStale(Lease lease, long now) {
		this.lock.runLocked(() -> lease.entry().group.host.keepAlive().closedUnderCall(lease.entry(), now));
	}

	/**
	 * The socket of a connection is closed: only now its slot is free.
	 * @param entry its slot
	 * @param reason why it was closed, unless the pool knows better
	 * @param now the time
	 */
	public void closed(PoolEntry entry, CloseReason reason, long now) {
		this.lock.runLocked(() -> {
			if (!entry.is(EntryState.FREE) && !entry.is(EntryState.CONNECTING)) {
				entry.group.host.closed(entry, reason, now);
				entry.group.host.removeIfUnused();
			}
		});
	}

	// Upkeep

	/**
	 * Closes the connections that have been idle too long or are too old. Takes the lock
	 * once for a few hosts, so that calls pass in between.
	 * @param now the time
	 * @return what it has come across
	 */
	public Sweep sweep(long now) {
		giveUpDescriptors(now);
		Sweep sweep = new Sweep(now);
		Iterator<HostPool> rest = this.lock.getLocked(this.hosts::copy).iterator();
		while (rest.hasNext()) {
			this.lock.runLocked(() -> visitNext(rest, sweep));
		}
		this.lock.runLocked(() -> this.context.remembered.forget(now));
		return sweep;
	}

	private static void visitNext(Iterator<HostPool> rest, Sweep sweep) {
		int connections = 0;
		while (rest.hasNext() && connections < CONNECTIONS_AT_ONCE) {
			HostPool host = rest.next();
			connections += 1 + host.slotsTaken();
			sweep.visit(host);
		}
	}

	/**
	 * Closes idle connections if the process is out of descriptors, as files and the
	 * listening socket need some, too, even while nothing is dialed.
	 */
	private void giveUpDescriptors(long now) {
		TotalLimit total = this.context.total;
		if (!this.lock.getLocked(total::hasIdle)) {
			return;
		}
		int missing = total.descriptors.missing(now);
		if (missing > 0) {
			this.lock.runLocked(() -> total.giveUpIdle(missing, now));
		}
	}

	/**
	 * Closes all idle connections.
	 * @param now the time
	 * @return how many
	 */
	public int evictIdle(long now) {
		return this.lock.getLocked(() -> this.eviction.evictAll(CloseReason.EVICTED, now));
	}

	/**
	 * Closes connections of which something has become known, as far as they are idle.
	 * @param ids numbers of the connections
	 * @param reason why they are to be closed
	 * @param now the time
	 */
	public void closeIdle(Set<Long> ids, CloseReason reason, long now) {
		this.lock.runLocked(() -> this.eviction.evict(ids, reason, now));
	}

	/**
	 * Retires connections that must serve no further call: idle ones are closed now,
	 * active ones after their calls, those being opened when they arrive. Callers that
	 * wait get other ones.
	 * @param concerned chooses among those open or being opened when this is called, with
	 * the lock free
	 * @param reason why they are to be closed
	 * @param now the time
	 */
	public void retire(Predicate<Slot> concerned, CloseReason reason, long now) {
		Set<Long> ids = this.lock.getLocked(this.retirement::slots)
			.stream()
			.filter(concerned)
			.map(Slot::id)
			.collect(Collectors.toSet());
		this.lock.runLocked(() -> this.retirement.retire(ids, reason, now));
	}

	/**
	 * Changes the limit of connections per remote host: a higher one serves waiting
	 * callers at once, a lower one closes idle connections now and active ones when they
	 * are returned.
	 * @param maxConnections the limit
	 * @param now the time
	 * @throws IllegalArgumentException if it is out of range
	 */
	public void resize(int maxConnections, long now) {
		checkLimit(maxConnections);
		this.lock.runLocked(() -> {
			this.context.settings.resize(maxConnections);
			this.hosts.all().forEach((host) -> host.resized(now));
		});
	}

	/**
	 * Follows another configuration, as far as it can change while the pool runs
	 * ({@link HttpPoolSettings#withLimitsOf}). Callers that wait keep their deadlines,
	 * and connections the age that they may reach. A {@link #resize} is kept unless the
	 * limit that it has replaced changes.
	 * @param settings the settings of the pool
	 * @param now the time
	 * @throws IllegalArgumentException if the limit of connections is out of range
	 */
	public void reconfigure(HttpPoolSettings settings, long now) {
		checkLimit(settings.pool().maxConnections());
		this.lock.runLocked(() -> {
			this.context.settings.reconfigure(settings);
			this.hosts.all().forEach((host) -> host.resized(now));
		});
	}

	private void checkLimit(int maxConnections) {
		int max = this.context.total.max();
		if (maxConnections < 1 || maxConnections > max) {
			throw new IllegalArgumentException(
					"maxConnections must be between 1 and %d (httppool.max-total-connections), but was %d"
						.formatted(max, maxConnections));
		}
	}

	/**
	 * Closes the pool: refuses waiting and new callers, cancels the dials, closes idle
	 * connections, and active ones when they are returned.
	 * @param now the time
	 */
	public void close(long now) {
		this.lock.runLocked(() -> this.shutdown.close(now));
	}

	/**
	 * Closes the connections that are active in the middle of their calls.
	 * @param now the time
	 * @return how many
	 */
	public int abort(long now) {
		return this.lock.getLocked(() -> this.shutdown.abortLeases(now));
	}

	/**
	 * Returns how the pool is drained.
	 * @return its drains
	 */
	public PoolDrains drains() {
		return this.drains;
	}

	/**
	 * Returns what opens connections before a call wants them.
	 * @return the connections that are to be ready
	 */
	public ReadyConnections ready() {
		return this.ready;
	}

	/**
	 * Takes the line that says how many callers were refused since the last one, and why.
	 * @param rest whether also if that was a short time ago, as there is no next time
	 * @param now the time
	 * @return the line, or nothing if nobody was refused
	 */
	public Optional<String> takeRefusals(boolean rest, long now) {
		return this.lock.getLocked(() -> {
			RefusalSummary summary = this.context.failures.summary();
			return Optional.ofNullable(rest ? summary.take(now) : summary.takeDue(now));
		});
	}

	// Reading

	/**
	 * Returns the pool's name.
	 * @return the name
	 */
	public String name() {
		return this.name;
	}

	/**
	 * Returns the settings in force.
	 * @return the settings
	 */
	public HttpPoolSettings settings() {
		return this.context.settings.current();
	}

	/**
	 * Returns what the pool holds and has done.
	 * @return the figures of this moment
	 */
	public PoolSnapshot snapshot() {
		return this.lock.getLocked(() -> this.context.ledger.snapshot(this.hosts.all()));
	}

	/**
	 * Returns what has happened in the pool within the last minutes.
	 * @return the recent past
	 */
	public RecentPast recentPast() {
		return this.recentPast;
	}

	/**
	 * Returns what the pool holds and has done, for a call.
	 * @param entry the slot of the connection that the call has
	 * @return the figures of this moment; of the hosts only that of the connection
	 */
	public PoolSnapshot snapshot(PoolEntry entry) {
		return this.lock.getLocked(() -> this.context.ledger.snapshot(List.of(entry.group.host)));
	}

	/**
	 * Returns what the pool holds and has done, for a call that has not asked for a
	 * connection.
	 * @param remote the host that it goes to
	 * @return the figures of this moment; of the hosts only that one, if it is known
	 */
	public PoolSnapshot snapshot(SocketAddress remote) {
		return this.lock.getLocked(() -> this.context.ledger.snapshot(this.hosts.at(remote)));
	}

	/**
	 * Returns how long a call usually has its connection, learned from those that have
	 * ended.
	 * @param entry the slot of a connection to the host
	 * @return the time, of which nothing may be known
	 */
	public UsualLease usualLease(PoolEntry entry) {
		return this.lock.getLocked(() -> new UsualLease((long) entry.group.host.usualLease()));
	}

	/**
	 * Returns how busy the pool is.
	 * @return the figures of this moment
	 */
	public LoadSnapshot load() {
		return this.lock.getLocked(() -> this.context.ledger.load());
	}

	/**
	 * Returns how busy a host is.
	 * @param label host and port
	 * @return the figures of this moment
	 */
	public LoadSnapshot load(String label) {
		return this.lock.getLocked(() -> this.hosts.load(label));
	}

	/**
	 * Returns whether all sockets of the pool are closed and no dial is under way.
	 * @return whether the pool holds no slot
	 */
	public boolean isEmpty() {
		return this.lock.getLocked(() -> this.context.ledger.counts.entries() == 0);
	}

	/**
	 * Returns a row for each connection, those being opened or closed included.
	 * @param now the time
	 * @return the rows, oldest first
	 */
	public List<ConnectionSnapshot> connections(long now) {
		List<PoolEntry.Row> rows = this.lock
			.getLocked(() -> this.hosts.entries().stream().map((entry) -> entry.row(now)).toList());
		return rows.stream()
			.map(PoolEntry.Row::snapshot)
			.sorted(Comparator.comparingLong(ConnectionSnapshot::id))
			.toList();
	}

	/**
	 * Returns the hosts that are in use; the lock is held.
	 */
	Collection<HostPool> hosts() {
		return this.hosts.all();
	}

}
