package io.github.httppool.pool;

import java.io.IOException;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.github.httppool.CloseReason;
import io.github.httppool.ConnectionSnapshot;
import io.github.httppool.ConnectionState;
import io.github.httppool.FileDescriptorsSnapshot;
import io.github.httppool.HostSnapshot;
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

	private final String name;

	private final TotalLimit total;

	private final PoolLock lock;

	private final PoolEvents events;

	private final AcquireFailures refusals;

	private final ConnectionCounts counts = new ConnectionCounts(null);

	private final PoolCounters counters = new PoolCounters();

	private final AcquireDeadlines deadlines;

	// Guarded by the lock, like all that follows.
	private final Map<SocketAddress, HostPool> hosts = new HashMap<>();

	private final HostLabels labels = new HostLabels();

	private final HttpPoolSettings configured;

	// Guarded by the lock when written.
	private volatile HttpPoolSettings settings;

	private PoolLimits limits;

	private boolean closed;

	/**
	 * Creates a pool.
	 * @param name the pool's name
	 * @param settings its settings
	 * @param total the slots it shares with the other pools of the application
	 * @param alarm wakes the pool when callers may have waited long enough
	 * @param lateness tells how late the event loops have been
	 * @param listeners hear what happens
	 */
	public ConnectionPool(String name, HttpPoolSettings settings, TotalLimit total, TimeoutScheduler alarm,
			Lateness lateness, CompositeHttpPoolListener listeners) {
		this.name = name;
		this.configured = settings;
		this.settings = settings;
		this.limits = PoolLimits.of(settings);
		this.total = total;
		this.lock = total.lock;
		this.deadlines = new AcquireDeadlines(this.lock, alarm, lateness);
		this.events = new PoolEvents(name, this.lock, listeners);
		this.refusals = new AcquireFailures(this, this.events);
	}

	// Callers

	/**
	 * Serves the caller with a connection, now or as soon as there is one, or lets it
	 * fail.
	 * @param waiter the caller
	 * @param now the time
	 */
	public void acquire(PendingAcquire waiter, long now) {
		PoolEntry entry = null;
		this.lock.lock();
		try {
			waiter.arrival = this.total.nextArrival();
			HostPool host = host(waiter);
			if (this.closed) {
				this.refusals.closed(waiter, host, now);
				removeIfUnused(host);
			}
			else {
				entry = host.leaseIdle(waiter, now);
				if (entry == null) {
					await(waiter, host, now);
				}
			}
		}
		finally {
			this.lock.unlock();
		}
		if (entry != null) {
			waiter.serve(entry);
		}
	}

	private void await(PendingAcquire waiter, HostPool host, long now) {
		waiter.deadline = now + this.limits.acquireNanos();
		host.enqueue(waiter);
		host.dialForWaiters(now);
		if (waiter.inHost.isLinked() && host.isQueueOverfull(now)) {
			host.dequeue(waiter);
			this.refusals.queueFull(waiter, host, now);
			removeIfUnused(host);
			return;
		}
		this.deadlines.arm(now);
	}

	/**
	 * Takes the caller out of the queue.
	 * @param waiter the caller
	 * @param now the time
	 * @return whether it was there; if not, it has been served or has failed
	 */
	public boolean cancel(PendingAcquire waiter, long now) {
		this.lock.lock();
		try {
			if (!waiter.inHost.isLinked()) {
				return false;
			}
			HostPool host = waiter.host();
			host.dequeue(waiter);
			host.dialForWaiters(now);
			this.events.cancelled(waiter, host, now);
			removeIfUnused(host);
			return true;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Lets those callers fail who have waited long enough.
	 * @param now the time
	 */
	public void expireWaiters(long now) {
		this.lock.lock();
		try {
			this.deadlines.rung(now);
			Map<HostPool, List<PendingAcquire>> late = new LinkedHashMap<>();
			for (PendingAcquire waiter : this.deadlines.passed(this.limits.acquireNanos(), now)) {
				late.computeIfAbsent(waiter.host(), (host) -> new ArrayList<>()).add(waiter);
			}
			late.forEach((host, waiters) -> expire(waiters, host, now));
			this.deadlines.arm(now);
		}
		finally {
			this.lock.unlock();
		}
	}

	private void expire(List<PendingAcquire> waiters, HostPool host, long now) {
		this.refusals.timedOut(waiters, host, now);
		waiters.forEach(host::dequeue);
		host.dialForWaiters(now);
		removeIfUnused(host);
	}

	// ConnectAttempts

	/**
	 * Lets a caller dial, if the process can afford another socket; the lock is free.
	 */
	void dial(PoolEntry entry, PendingAcquire model, long now) {
		try {
			FileDescriptorsSnapshot exhausted = this.total.descriptors.refuse(now);
			if (exhausted != null) {
				dialRefused(entry, exhausted, now);
			}
			else {
				dialing(entry, model.dial(entry));
			}
		}
		catch (Throwable ex) {
			dialFailed(entry, ex, now);
		}
	}

	/**
	 * A dial has begun, and may have ended since. The pool may have been closed
	 * meanwhile.
	 */
	private void dialing(PoolEntry entry, PendingDial dial) {
		this.lock.lock();
		try {
			if (entry.is(ConnectionState.CONNECTING)) {
				entry.dialing(dial);
				if (this.closed) {
					this.lock.runAfterUnlock(dial::cancel);
				}
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * A dial is not to begin. For waiting callers, this is a dial that has failed.
	 */
	private void dialRefused(PoolEntry entry, FileDescriptorsSnapshot exhausted, long now) {
		this.lock.lock();
		try {
			entry.group.host.dialRefused(entry, exhausted, now);
			removeIfUnused(entry.group.host);
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * A dial has succeeded: the connection is ready for a call. It is closed if its dial
	 * has been counted as failed before.
	 * @param entry its slot
	 * @param connection the connection
	 * @param now the time
	 */
	public void connected(PoolEntry entry, PoolableConnection connection, long now) {
		this.lock.lock();
		try {
			if (entry.is(ConnectionState.CONNECTING)) {
				this.events.created(entry, now);
				entry.group.host.connected(entry, connection, now);
			}
			else if (entry.isFree()) {
				CloseReason reason = this.closed ? CloseReason.DRAINED : CloseReason.EVICTED;
				this.lock.runAfterUnlock(() -> connection.close(reason));
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * A dial has failed, and there is no socket of it any more.
	 * @param entry its slot
	 * @param error why
	 * @param now the time
	 */
	public void dialFailed(PoolEntry entry, Throwable error, long now) {
		this.lock.lock();
		try {
			if (entry.is(ConnectionState.CONNECTING)) {
				this.events.creationFailed(entry, error, now);
				entry.group.host.dialFailed(entry, error, now);
				removeIfUnused(entry.group.host);
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	// Connections

	/**
	 * A leased connection has reached its caller, who was
	 * {@linkplain PendingAcquire#serve served} with it: listeners hear of the lease now,
	 * and will of its end.
	 * @param entry its slot
	 * @param waiter the caller
	 * @param now the time
	 * @return {@code false} if the lease has ended meanwhile, as the connection was
	 * closed or aborted: then {@link #handOutFailed} is to follow
	 */
	public boolean handedOver(PoolEntry entry, PendingAcquire waiter, long now) {
		if (!entry.isOnItsWay()) {
			return false;
		}
		// Before the lease can be released, and that be heard.
		this.events.acquired(entry, waiter, now);
		if (entry.handedOver()) {
			return true;
		}
		this.events.revoked(entry, now);
		return false;
	}

	/**
	 * A lease has ended, and the same call wants the next one of the same connection at
	 * once, as one does that is redirected to the same host. It need not queue behind
	 * itself: the connection stays with it, if host and configuration are the same and
	 * the connection can serve again. Counted as any other release and reuse; the
	 * connection passes itself on to the caller, who is not
	 * {@linkplain PendingAcquire#serve served} by the pool.
	 * @param entry its slot
	 * @param next the same call, that now wants a connection again
	 * @param now the time
	 * @return whether the next lease has begun; if not, nothing has changed
	 */
	public boolean renew(PoolEntry entry, PendingAcquire next, long now) {
		this.lock.lock();
		try {
			HostPool host = entry.group.host;
			if (!entry.is(ConnectionState.ACTIVE) || entry.isOnItsWay() || !host.suits(entry, next, now)) {
				return false;
			}
			next.arrival = this.total.nextArrival();
			entry.group.forecast.leaseTook(now - entry.leasedAt);
			endLease(entry, now);
			host.lease(entry, now);
			return true;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * A lease has ended and the connection can serve again.
	 * @param entry its slot
	 * @param now the time
	 */
	public void released(PoolEntry entry, long now) {
		this.lock.lock();
		try {
			if (entry.is(ConnectionState.ACTIVE)) {
				entry.group.forecast.leaseTook(now - entry.leasedAt);
				endLease(entry, now);
				entry.group.host.handOutOrPark(entry, now);
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * A leased connection speaks another protocol from here on, a WebSocket for one.
	 * @param entry its slot
	 * @param now the time
	 */
	public void upgraded(PoolEntry entry, long now) {
		this.lock.lock();
		try {
			if (entry.is(ConnectionState.ACTIVE) && !entry.upgraded) {
				entry.group.host.upgraded(entry, now);
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * A connection was leased to a caller who had given up before it came.
	 * @param entry its slot
	 * @param waiter the caller
	 * @param now the time
	 */
	public void returnedUnused(PoolEntry entry, PendingAcquire waiter, long now) {
		this.lock.lock();
		try {
			this.events.cancelled(waiter, entry.group.host, now);
			if (entry.is(ConnectionState.ACTIVE)) {
				endLease(entry, now);
				entry.group.host.handOutOrPark(entry, now);
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * A connection was leased and turned out to be closed, or about to be. The caller
	 * takes the next one, or waits in the place that it had.
	 * @param entry its slot
	 * @param waiter the caller
	 * @param reason why it is closed, unless the pool knows better
	 * @param now the time
	 */
	public void handOutFailed(PoolEntry entry, PendingAcquire waiter, CloseReason reason, long now) {
		this.lock.lock();
		try {
			if (entry.is(ConnectionState.ACTIVE)) {
				endLease(entry, now);
				entry.group.host.retire(entry, reason, now);
			}
			HostPool host = host(waiter);
			if (this.closed) {
				this.refusals.closed(waiter, host, now);
				removeIfUnused(host);
				return;
			}
			if (entry.isUselessFromTheStart()) {
				this.refusals.unreachable(waiter, host, closedAtOnce(host, reason), now);
				host.dialForWaiters(now);
				removeIfUnused(host);
				return;
			}
			PoolEntry other = host.leaseIdle(waiter, now);
			if (other != null) {
				this.lock.runAfterUnlock(() -> waiter.serve(other));
				return;
			}
			waiter.deadline = waiter.since() + this.limits.acquireNanos() + waiter.granted;
			host.enqueue(waiter);
			host.dialForWaiters(now);
			this.deadlines.arm(now);
		}
		finally {
			this.lock.unlock();
		}
	}

	private static IOException closedAtOnce(HostPool host, CloseReason reason) {
		return new IOException(
				(reason == CloseReason.SERVER_CLOSED_IDLE) ? host.label() + " closed a new connection at once"
						: "a new connection to %s was closed at once: %s".formatted(host.label(), reason));
	}

	/**
	 * The socket of a connection is closed: only now its slot is free.
	 * @param entry its slot
	 * @param reason why it was closed, unless the pool knows better
	 * @param now the time
	 */
	public void closed(PoolEntry entry, CloseReason reason, long now) {
		this.lock.lock();
		try {
			if (entry.isFree() || entry.is(ConnectionState.CONNECTING)) {
				return;
			}
			HostPool host = entry.group.host;
			if (entry.is(ConnectionState.ACTIVE)) {
				endLease(entry, now);
			}
			if (!entry.is(ConnectionState.CLOSING)) {
				host.recordClosed(entry, reason, now);
			}
			host.closed(entry, now);
			removeIfUnused(host);
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Nobody has heard of a lease that did not reach its caller.
	 */
	private void endLease(PoolEntry entry, long now) {
		if (entry.revoke()) {
			entry.group.host.undoLease(entry);
			return;
		}
		entry.group.host.endLease(entry);
		this.events.released(entry, now);
	}

	// Upkeep

	/**
	 * Closes the connections that have been idle too long or are too old. Takes the lock
	 * once for each host, so that calls pass in between.
	 * @param now the time
	 */
	public void sweep(long now) {
		for (HostPool host : hosts()) {
			this.lock.lock();
			try {
				host.sweep(now);
			}
			finally {
				this.lock.unlock();
			}
		}
	}

	private List<HostPool> hosts() {
		this.lock.lock();
		try {
			return List.copyOf(this.hosts.values());
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Closes all idle connections.
	 * @param now the time
	 * @return how many
	 */
	public int evictIdle(long now) {
		this.lock.lock();
		try {
			return evictIdle(CloseReason.EVICTED, now);
		}
		finally {
			this.lock.unlock();
		}
	}

	private int evictIdle(CloseReason reason, long now) {
		return this.hosts.values().stream().mapToInt((host) -> host.evictIdle(reason, now)).sum();
	}

	/**
	 * Closes connections of which something has become known, as far as they are idle.
	 * @param ids numbers of the connections
	 * @param reason why they are to be closed
	 * @param now the time
	 */
	public void closeIdle(Set<Long> ids, CloseReason reason, long now) {
		this.lock.lock();
		try {
			entries().stream()
				.filter((entry) -> entry.is(ConnectionState.IDLE) && ids.contains(entry.id()))
				.forEach((entry) -> entry.group.host.retire(entry, reason, now));
		}
		finally {
			this.lock.unlock();
		}
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
		if (maxConnections < 1 || maxConnections > this.total.max()) {
			throw new IllegalArgumentException(
					"maxConnections must be between 1 and %d (httppool.max-total-connections), but was %d"
						.formatted(this.total.max(), maxConnections));
		}
		this.lock.lock();
		try {
			this.settings = this.configured.withMaxConnections(maxConnections);
			this.limits = PoolLimits.of(this.settings);
			this.hosts.values().forEach((host) -> host.resized(now));
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Closes the pool: refuses waiting and new callers, cancels the dials, closes idle
	 * connections, and active ones when they are returned.
	 * @param now the time
	 */
	public void close(long now) {
		this.lock.lock();
		try {
			this.closed = true;
			for (HostPool host : List.copyOf(this.hosts.values())) {
				PendingAcquire first;
				while ((first = host.firstWaiter()) != null) {
					host.dequeue(first);
					this.refusals.closed(first, host, now);
				}
				removeIfUnused(host);
			}
			evictIdle(CloseReason.DRAINED, now);
			entries().forEach(this::cancelDial);
		}
		finally {
			this.lock.unlock();
		}
	}

	private void cancelDial(PoolEntry entry) {
		PendingDial dial = entry.dial();
		if (dial != null) {
			this.lock.runAfterUnlock(dial::cancel);
		}
	}

	/**
	 * Closes the connections that are active in the middle of their calls.
	 * @param now the time
	 * @return how many
	 */
	public int abort(long now) {
		this.lock.lock();
		try {
			List<PoolEntry> active = entries().stream().filter((entry) -> entry.is(ConnectionState.ACTIVE)).toList();
			for (PoolEntry entry : active) {
				endLease(entry, now);
				entry.group.host.retire(entry, CloseReason.ABORTED, now);
			}
			return active.size();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Forgets a host if nobody waits there and nothing is open; the lock is free.
	 */
	void forgetUnused(HostPool host) {
		this.lock.lock();
		try {
			removeIfUnused(host);
		}
		finally {
			this.lock.unlock();
		}
	}

	private void removeIfUnused(HostPool host) {
		if (host.removeUnused() && this.hosts.remove(host.remote(), host)) {
			this.labels.remove(host);
		}
	}

	/**
	 * Takes the line that says how many callers were refused since the last one, and why.
	 * @param rest whether also if that was a short time ago, as there is no next time
	 * @param now the time
	 * @return the line, or nothing if nobody was refused
	 */
	public Optional<String> takeRefusals(boolean rest, long now) {
		this.lock.lock();
		try {
			RefusalSummary summary = this.refusals.summary();
			return Optional.ofNullable(rest ? summary.take(now) : summary.takeDue(now));
		}
		finally {
			this.lock.unlock();
		}
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
		return this.settings;
	}

	/**
	 * Returns what the pool holds and has done.
	 * @return the figures of this moment
	 */
	public PoolSnapshot snapshot() {
		this.lock.lock();
		try {
			List<HostSnapshot> rows = new ArrayList<>(this.hosts.size());
			this.hosts.values().forEach((host) -> rows.add(host.snapshot()));
			return this.counters.snapshot(this.name, this.counts, this.limits.maxConnections(), rows);
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Returns what the pool holds and has done, for a call.
	 * @param entry the slot of the connection that the call has
	 * @return the figures of this moment; of the hosts only that of the connection
	 */
	public PoolSnapshot snapshot(PoolEntry entry) {
		this.lock.lock();
		try {
			HostSnapshot host = entry.group.host.snapshot();
			return this.counters.snapshot(this.name, this.counts, this.limits.maxConnections(), List.of(host));
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Returns how busy the pool is.
	 * @return the figures of this moment
	 */
	public LoadSnapshot load() {
		this.lock.lock();
		try {
			return this.counts.load(this.limits.maxConnections());
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Returns how busy a host is.
	 * @param label host and port
	 * @return the figures of this moment
	 */
	public LoadSnapshot load(String label) {
		this.lock.lock();
		try {
			return this.labels.load(label, this.limits.maxConnections());
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Returns whether no call has a connection or waits for one. Upgraded connections do
	 * not count, as they have no end to wait for.
	 * @return whether nothing is under way
	 */
	public boolean isQuiet() {
		this.lock.lock();
		try {
			return this.counts.active() == this.counts.upgraded() && this.counts.pending() == 0;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Returns whether all sockets of the pool are closed and no dial is under way.
	 * @return whether the pool holds no slot
	 */
	public boolean isEmpty() {
		this.lock.lock();
		try {
			return this.counts.entries() == 0;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Returns a row for each connection, those being opened or closed included.
	 * @param now the time
	 * @return the rows, oldest first
	 */
	public List<ConnectionSnapshot> connections(long now) {
		List<PoolEntry.Row> rows;
		this.lock.lock();
		try {
			rows = entries().stream().map((entry) -> entry.row(now)).toList();
		}
		finally {
			this.lock.unlock();
		}
		return rows.stream()
			.map(PoolEntry.Row::snapshot)
			.sorted(Comparator.comparingLong(ConnectionSnapshot::id))
			.toList();
	}

	/**
	 * Returns the connections that calls have now. Takes the lock once for each host, so
	 * that calls pass in between.
	 * @return the connections
	 */
	public List<PoolableConnection> leased() {
		List<PoolableConnection> leased = new ArrayList<>();
		for (HostPool host : hosts()) {
			this.lock.lock();
			try {
				host.addLeasedTo(leased);
			}
			finally {
				this.lock.unlock();
			}
		}
		return leased;
	}

	private List<PoolEntry> entries() {
		List<PoolEntry> entries = new ArrayList<>();
		this.hosts.values().forEach((host) -> host.entries().forEach(entries::add));
		return entries;
	}

	// For the slots of the hosts, with the lock held

	PoolLimits limits() {
		return this.limits;
	}

	TotalLimit total() {
		return this.total;
	}

	PoolCounters counters() {
		return this.counters;
	}

	boolean isClosed() {
		return this.closed;
	}

	void assertLocked() {
		this.lock.assertHeld();
	}

	void runAfterUnlock(Runnable action) {
		this.lock.runAfterUnlock(action);
	}

	void answerAfterUnlock(Runnable answer) {
		this.lock.answerAfterUnlock(answer);
	}

	/**
	 * What the pool and one of its hosts look like now.
	 */
	Figures figures(HostPool host, long now) {
		int usedUp = (this.total.free() > 0) ? 0 : this.total.max();
		return new Figures(this.name, this.counts.copy(), this.counters.copy(), this.limits.maxConnections(),
				host.snapshot(), host.dials(), usedUp, now);
	}

	PoolEvents events() {
		return this.events;
	}

	AcquireDeadlines deadlines() {
		return this.deadlines;
	}

	AcquireFailures refusals() {
		return this.refusals;
	}

	ConnectionCounts counts() {
		return this.counts;
	}

	private HostPool host(PendingAcquire waiter) {
		HostPool known = this.hosts.get(waiter.remote());
		return (known != null) ? known : addHost(waiter.remote());
	}

	private HostPool addHost(SocketAddress remote) {
		HostPool added = new HostPool(this, remote);
		this.hosts.put(remote, added);
		this.labels.add(added);
		return added;
	}

}
