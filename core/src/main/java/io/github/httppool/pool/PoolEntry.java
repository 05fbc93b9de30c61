package io.github.httppool.pool;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;

import io.github.httppool.CloseReason;
import io.github.httppool.ConnectionSnapshot;
import io.github.httppool.ConnectionState;
import org.jspecify.annotations.Nullable;

/**
 * A place for one connection: taken when the pool decides to dial, free again when the
 * socket is closed. All fields that change are guarded by the pool's lock.
 */
public final class PoolEntry {

	final LinkedDeque.Node<PoolEntry> inHost = new LinkedDeque.Node<>(this);

	// Among the dials under way, then among the idle connections.
	final LinkedDeque.Node<PoolEntry> inGroup = new LinkedDeque.Node<>(this);

	final LinkedDeque.Node<PoolEntry> inTotalIdle = new LinkedDeque.Node<>(this);

	final ConnectionGroup group;

	final long dialedAt;

	/** The last caller who had come when this dial began. */
	final long dialedFor;

	final KeepAlive keepAlive = new KeepAlive();

	private final Answers answers = new Answers();

	private final long id;

	private EntryState state = EntryState.CONNECTING;

	private @Nullable PoolableConnection connection;

	// Until it ends.
	private @Nullable PendingDial dial;

	// The calls that have the connection, in the order in which they got it.
	private final List<Lease> leases = new ArrayList<>(1);

	private final int maxLeases;

	// The address of the name that it was dialed to find out about, if it was.
	private final @Nullable RemoteAddress probed;

	// That which it is connected to or being dialed, if the host is a name.
	private @Nullable RemoteAddress address;

	// Why it serves no other call, if that is known while calls still have it.
	@Nullable CloseReason doom;

	// Has asked for the connection before a call wants it.
	private @Nullable OpeningRound round;

	private boolean givenUp;

	// Whether the last lease was a long-lived one.
	private boolean streamed;

	// Whether the total limit has taken it away from its host.
	boolean stolen;

	// Written before the dial begins.
	boolean hasDescriptor;

	// Whether it is dialed and nobody waits for it.
	boolean spareDial;

	long createdAt;

	long expiresAt;

	// Since when no call has had it. One that had gone before it came does not count.
	long idleSince;

	boolean wasIdle;

	long requests;

	/**
	 * Creates an entry for a dial.
	 * @param id number of the connection
	 * @param group where it belongs
	 * @param dialedFor the last caller who had come
	 * @param maxLeases how many calls may have the connection at once
	 * @param now the time
	 */
	PoolEntry(long id, ConnectionGroup group, long dialedFor, int maxLeases, long now) {
		this(id, group, dialedFor, maxLeases, null, now);
	}

	/**
	 * Creates an entry for a dial.
	 * @param probed the address that it is to find out about, if it is
	 */
	PoolEntry(long id, ConnectionGroup group, long dialedFor, int maxLeases, @Nullable RemoteAddress probed, long now) {
		this.id = id;
		this.group = group;
		this.maxLeases = maxLeases;
		this.dialedFor = dialedFor;
		this.dialedAt = now;
		this.probed = probed;
		if (probed != null) {
			probed.probeBegins(now);
			goesTo(probed);
		}
	}

	/**
	 * Returns the number of the connection, unique in the application.
	 * @return the number
	 */
	public long id() {
		return this.id;
	}

	/**
	 * Returns the remote host.
	 * @return host and port
	 */
	public String host() {
		return this.group.host.label();
	}

	/**
	 * Returns how long the server keeps the connection.
	 * @return what is known of it
	 */
	public KeepAlive keepAlive() {
		return this.keepAlive;
	}

	/**
	 * Returns how its calls were answered.
	 * @return what is known of it
	 */
	public Answers answers() {
		return this.answers;
	}

	/**
	 * Returns when its connection began to be opened.
	 * @return the time, in nanoseconds
	 */
	public long dialedAt() {
		return this.dialedAt;
	}

	/**
	 * Returns the connection.
	 * @return the connection
	 * @throws NullPointerException if there is none yet
	 */
	public PoolableConnection connection() {
		return Objects.requireNonNull(this.connection, "not connected");
	}

	/**
	 * Returns whether it is dialed only to find out whether an address can be reached
	 * again: no call waits for it.
	 * @return whether it is a probe
	 */
	public boolean isProbe() {
		return this.probed != null;
	}

	@Nullable RemoteAddress probed() {
		return this.probed;
	}

	@Nullable RemoteAddress address() {
		return this.address;
	}

	void goesTo(RemoteAddress next) {
		if (this.address != null) {
			this.address.leftAlone();
		}
		this.address = next;
		next.used();
	}

	/**
	 * There is no socket of it any more.
	 */
	void leavesAddress() {
		if (this.address != null) {
			this.address.leftAlone();
			this.address = null;
		}
		if (this.probed != null) {
			this.probed.probeEnds();
		}
	}

	/**
	 * Whether the name does not have its address any more.
	 */
	boolean hasVanished() {
		return this.address != null && this.address.isVanished();
	}

	void openedFor(@Nullable OpeningRound asking) {
		this.round = asking;
	}

	/**
	 * Whether nobody is to hear of the end of the dial.
	 */
	boolean isOpenedForNobody() {
		return this.round == null;
	}

	/**
	 * Takes off who is to hear of the end of the dial, which ends once.
	 */
	@Nullable OpeningRound takeRound() {
		OpeningRound asking = this.round;
		this.round = null;
		return asking;
	}

	void dialing(PendingDial begun) {
		this.dial = begun;
	}

	void connect(PoolableConnection connected) {
		this.dial = null;
		this.connection = connected;
	}

	@Nullable PendingDial dial() {
		return this.dial;
	}

	/**
	 * Nobody needs the connection that is being opened. Its dial is going to fail, which
	 * says nothing about the host.
	 */
	void giveUp() {
		this.givenUp = true;
	}

	boolean isGivenUp() {
		return this.givenUp;
	}

	boolean is(EntryState expected) {
		return this.state == expected;
	}

	/**
	 * Comes into another state. To be called before anything is counted, as it may be
	 * refused.
	 * @return the state before
	 * @throws IllegalStateException if that state does not follow upon the present one,
	 * or calls have the connection and are to end before
	 */
	EntryState become(EntryState next) {
		EntryState before = this.state;
		if (isLeased() && (next == EntryState.IDLE || next == EntryState.CLOSING)) {
			throw new IllegalStateException(
					"%s is leased %d times and cannot become %s".formatted(this, this.leases.size(), next));
		}
		if (!before.mayBecome(next)) {
			throw new IllegalStateException("%s is %s and cannot become %s".formatted(this, before, next));
		}
		this.dial = null;
		this.state = next;
		return before;
	}

	/**
	 * Whether the connection has served nobody, though it was leased as soon as it was
	 * there. A lease that did not reach its caller is not counted.
	 */
	boolean isUselessFromTheStart() {
		return !this.wasIdle && this.requests == 0;
	}

	// Leases

	/**
	 * Leases the connection to a caller.
	 * @throws IllegalStateException if as many calls have it as may, or it is given up
	 */
	Lease lease(PendingAcquire caller, long now) {
		if (this.leases.size() >= this.maxLeases) {
			throw new IllegalStateException(
					"%s is leased %d times and cannot be leased again".formatted(this, this.leases.size()));
		}
		this.keepAlive.leased(Elapsed.nanos(this.idleSince, now));
		become(EntryState.ACTIVE);
		Lease begun = new Lease(this, caller, now);
		this.leases.add(begun);
		return begun;
	}

	/**
	 * Ends a lease.
	 * @return whether it had not ended before
	 */
	boolean end(Lease lease) {
		if (!lease.end()) {
			return false;
		}
		this.streamed = lease.isStreaming() && !lease.isRevoked();
		return this.leases.remove(lease);
	}

	/**
	 * Ends a lease, unless it has reached its caller.
	 * @return whether it had not ended before
	 */
	boolean revoke(Lease lease) {
		return lease.revoke() && this.leases.remove(lease);
	}

	/**
	 * Whether the last call that had the connection was a long-lived one.
	 */
	boolean hasStreamed() {
		return this.streamed;
	}

	/**
	 * Whether a call has the connection.
	 */
	boolean isLeased() {
		return !this.leases.isEmpty();
	}

	/**
	 * Adds the callers that have leased the connection.
	 */
	void addCallersTo(Collection<PendingAcquire> callers) {
		this.leases.forEach((lease) -> callers.add(lease.caller()));
	}

	/**
	 * Whether all calls that have the connection last for as long as they like.
	 */
	boolean isUpgraded() {
		// On the way of every call: without an iterator.
		for (int i = 0; i < this.leases.size(); i++) {
			if (!this.leases.get(i).isUpgraded()) {
				return false;
			}
		}
		return isLeased();
	}

	/**
	 * The lease that has lasted longest, if there is one.
	 */
	@Nullable Lease oldestLease() {
		return this.leases.isEmpty() ? null : this.leases.get(0);
	}

	/**
	 * Returns what has the slot now.
	 */
	Slot slot() {
		return new Slot(this.id, this.dial, this.connection);
	}

	/**
	 * Copies what the lock guards, so that the connection can be asked for the rest once
	 * it is free.
	 */
	Row row(long now) {
		boolean open = this.connection != null;
		return new Row(this.id, host(), this.state.shown(), this.connection,
				Elapsed.nanos(open ? this.createdAt : this.dialedAt, now),
				is(EntryState.IDLE) ? Elapsed.nanos(this.idleSince, now) : 0,
				this.leases.isEmpty() ? 0 : Elapsed.nanos(this.leases.get(0).since(), now), this.requests);
	}

	@Override
	public String toString() {
		return "connection " + this.id + " to " + host();
	}

	/**
	 * A slot at one moment.
	 */
	record Row(long id, String host, ConnectionState state, @Nullable PoolableConnection connection, long ageNanos,
			long idleNanos, long leasedNanos, long requests) {

		private static final long NANOS_PER_MILLI = 1_000_000;

		ConnectionSnapshot snapshot() {
			PoolableConnection open = this.connection;
			boolean active = this.state == ConnectionState.ACTIVE;
			return new ConnectionSnapshot(this.id, this.host, (open != null) ? open.localPort() : null,
					(open != null) ? open.protocol() : null, open != null && open.tls(), this.state,
					this.ageNanos / NANOS_PER_MILLI, this.idleNanos / NANOS_PER_MILLI,
					this.leasedNanos / NANOS_PER_MILLI, this.requests, (open != null && active) ? open.request() : null,
					(open != null && active) ? open.callSite() : null);
		}

	}

}
