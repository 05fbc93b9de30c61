package io.github.httppool.pool;

import java.net.SocketAddress;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.Objects;

import io.github.httppool.AbortedCall;
import io.github.httppool.CallPhase;
import org.jspecify.annotations.Nullable;

/**
 * A caller who wants a connection. Is either {@linkplain #serve served},
 * {@linkplain #fail failed} or {@linkplain ConnectionPool#cancel cancelled}, once. Never
 * called under the pool's lock, but where it says so.
 */
public abstract class PendingAcquire {

	static final Comparator<PendingAcquire> BY_ARRIVAL = Comparator.comparingLong((waiter) -> waiter.arrival);

	private final SocketAddress remote;

	private final int configurationHash;

	private final long since;

	// Place in the order of arrival, guarded by the lock.
	long arrival;

	// The last dial that could have served the caller when that for it failed, guarded by
	// the lock.
	long lastHope;

	// Where the caller waits, guarded by the lock.
	private @Nullable HostPool host;

	// Made when the caller has to wait, which most never do; guarded by the lock.
	private @Nullable Places places;

	// When the caller stops waiting, guarded by the lock like what follows.
	long deadline;

	// Whether it waits, or has waited last, until a long-lived call ends.
	boolean heldAsStream;

	// How late each event loop had been before it waited.
	long @Nullable [] lateBefore;

	// For how much longer it waits, as they were late since.
	long granted;

	/**
	 * Creates a caller.
	 * @param remote the remote host
	 * @param configurationHash stands for the configuration of a connection: only one of
	 * the same identity can serve
	 * @param now the time, in nanoseconds
	 */
	protected PendingAcquire(SocketAddress remote, int configurationHash, long now) {
		this.remote = remote;
		this.configurationHash = configurationHash;
		this.since = now;
	}

	final SocketAddress remote() {
		return this.remote;
	}

	protected final int configurationHash() {
		return this.configurationHash;
	}

	final void waitsAt(HostPool newHost) {
		this.host = newHost;
	}

	/**
	 * Where the caller waits or has waited last; the lock is held.
	 */
	final HostPool host() {
		return Objects.requireNonNull(this.host, "has not waited");
	}

	/**
	 * Whether the caller is in the queue of a host; the lock is held.
	 */
	final boolean isQueued() {
		return this.places != null && this.places.inHost.isLinked();
	}

	/**
	 * Whether a dial for the caller waits until the total limit has room; the lock is
	 * held.
	 */
	final boolean isHeldBack() {
		return this.places != null && this.places.inHeldBack.isLinked();
	}

	/**
	 * The caller's places in the queues that it waits in; the lock is held.
	 */
	final Places places() {
		Places present = this.places;
		if (present == null) {
			present = new Places(this);
			this.places = present;
		}
		return present;
	}

	/**
	 * Returns since when the caller wants a connection.
	 * @return the time, in nanoseconds
	 */
	public final long since() {
		return this.since;
	}

	/**
	 * Returns whether it makes a difference to this caller which idle connection it gets.
	 * @return {@code false} if it need not be asked what it {@linkplain #prefers prefers}
	 */
	protected boolean hasPreference() {
		return false;
	}

	/**
	 * Returns whether this caller would rather have this idle connection than another
	 * one. Called under the pool's lock, by the thread that acquires, for up to 64
	 * connections.
	 * @param connection an idle connection that could serve the caller
	 * @return {@code false} if it makes no difference
	 */
	protected boolean prefers(PoolableConnection connection) {
		return false;
	}

	/**
	 * Returns whether this caller is to have the idle connection that was used last,
	 * whatever the pool's order of leasing: it is the one that the server is least likely
	 * to close just now. Called under the pool's lock.
	 * @return {@code false} if it makes no difference
	 */
	protected boolean wantsLastUsed() {
		return false;
	}

	/**
	 * Returns whether this caller takes no idle connection, but waits for a new one or
	 * one that a call has just given back: an idle one has let it down before, and others
	 * may be closed by now, too. Called under the pool's lock, and always answered alike.
	 * @return whether it waits beside idle connections
	 */
	protected boolean refusesIdle() {
		return false;
	}

	/**
	 * Returns whether the call is known to keep its connection for as long as it likes,
	 * as an event stream does. Only some of the connections to a host are for such calls.
	 * Called under the pool's lock, and always answered alike.
	 * @return {@code false} if the call has an end to wait for, or it is not known yet:
	 * {@link ConnectionPool#streams} tells then
	 */
	protected boolean isStreaming() {
		return false;
	}

	/**
	 * Returns when this caller stops waiting. Called under the pool's lock.
	 * @param acquireDeadline when the pool would have it stop, in nanoseconds
	 * @return the time, which is not later
	 */
	protected long endOfWait(long acquireDeadline) {
		return acquireDeadline;
	}

	/**
	 * Returns what call this is, with all its redirects and attempts. Called under the
	 * pool's lock.
	 * @return the same object each time that a call asks for a connection
	 */
	protected Object call() {
		return this;
	}

	/**
	 * Returns whether the call has asked for a connection before, by another caller. Such
	 * a call is under way, and goes on while the pool is drained. Called under the pool's
	 * lock.
	 * @return {@code false} if this is the first time
	 */
	protected boolean hasAskedBefore() {
		return false;
	}

	/**
	 * Returns whether the call may ask for a connection again when this one has ended, or
	 * there is none. If so, {@link PoolDrains#goesNoFurther} tells when it does not.
	 * Called under the pool's lock.
	 * @return {@code false} if the call ends with this connection, unless
	 * {@link PoolDrains#goesOn} says otherwise
	 */
	protected boolean mayAskAgain() {
		return false;
	}

	/**
	 * Returns whether the call has ended. Called under the pool's lock.
	 * @return whether it is not going to ask for a connection again, whatever was told
	 * before
	 */
	protected boolean isOver() {
		return false;
	}

	/**
	 * Returns what the call has asked for first, to know it again: a drain does not let
	 * an event stream begin anew that it has ended. Called under the pool's lock, during
	 * drains only.
	 * @return method and URL without query, or {@code null} if it is not known
	 */
	protected @Nullable String request() {
		return null;
	}

	/**
	 * Returns when the call began.
	 * @return the time, in nanoseconds
	 */
	protected long callBegan() {
		return this.since;
	}

	/**
	 * Describes the call. Called without the lock.
	 * @param now the time, in nanoseconds
	 * @return the call as it is shown to a person
	 */
	protected AbortedCall describe(long now) {
		return new AbortedCall(null, HostLabel.of(this.remote), Duration.ofNanos(Elapsed.nanos(callBegan(), now)),
				null);
	}

	/**
	 * Returns how long each phase of the call has lasted. Called without the lock, when
	 * the caller is to fail.
	 * @param now the time, in nanoseconds
	 * @return the phases that have lasted for any time
	 */
	protected Map<CallPhase, Duration> phases(long now) {
		return Map.of(CallPhase.QUEUED, Duration.ofNanos(Elapsed.nanos(this.since, now)));
	}

	/**
	 * Takes a leased connection. Comes back with {@link ConnectionPool#handedOver} and
	 * later {@link ConnectionPool#released}, or, if the connection is found dead, with
	 * {@link ConnectionPool#handOutFailed}.
	 * @param lease the lease
	 */
	protected abstract void serve(Lease lease);

	/**
	 * Learns that there will be no connection. May block, as code of the application may
	 * run in it.
	 * @param error why
	 */
	protected abstract void fail(Throwable error);

	/**
	 * Returns what to dial a connection with that would suit this caller, though another
	 * one may get it. Never called under the pool's lock.
	 * @return the configuration, asked for once for each dial that this caller causes
	 */
	protected abstract DialConfig dialConfig();

	/**
	 * Where a caller waits.
	 */
	static final class Places {

		final LinkedDeque.Node<PendingAcquire> inHost;

		final LinkedDeque.Node<PendingAcquire> inGroup;

		final LinkedDeque.Node<PendingAcquire> inDeadlines;

		final LinkedDeque.Node<PendingAcquire> inHeldBack;

		private Places(PendingAcquire caller) {
			this.inHost = new LinkedDeque.Node<>(caller);
			this.inGroup = new LinkedDeque.Node<>(caller);
			this.inDeadlines = new LinkedDeque.Node<>(caller);
			this.inHeldBack = new LinkedDeque.Node<>(caller);
		}

	}

}
