package io.github.httppool.pool;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.github.httppool.AddressUse;
import io.github.httppool.CloseReason;
import io.github.httppool.Leasing;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one host that are configured alike, so that each can serve any of
 * the callers waiting here. Guarded by the pool's lock.
 */
final class ConnectionGroup {

	/**
	 * A look at one takes some 10 ns, with the lock held, while a call that changes
	 * threads costs some 10 us. With 8 event loops, one call in 5,000 finds none of its
	 * own.
	 */
	private static final int PREFERRED_AMONG = 64;

	/**
	 * How many callers may wait for a probe once the first pause is over. All others fail
	 * at once, or an outage would hold up as many threads as come within a timeout.
	 */
	private static final int MAX_WAITING_FOR_PROBE = 16;

	// Linked while callers want to see the end of a pause between dials.
	final LinkedDeque.Node<ConnectionGroup> inPauses = new LinkedDeque.Node<>(this);

	// Linked while dials are backed off.
	final LinkedDeque.Node<ConnectionGroup> inBackoffs = new LinkedDeque.Node<>(this);

	// Linked while idle connections are to be closed before the server does.
	final LinkedDeque.Node<ConnectionGroup> inExpiries = new LinkedDeque.Node<>(this);

	// When the first of them may have to be.
	long expiresAt;

	final HostPool host;

	final int configurationHash;

	// What may set its connections apart; not guarded, as it is the same for all dials.
	private volatile Map<String, String> aspects = Map.of();

	final ConnectDemand connectDemand = new ConnectDemand();

	private final LinkedDeque<PoolEntry> idle = new LinkedDeque<>();

	private final LinkedDeque<PendingAcquire> waiters = new LinkedDeque<>();

	private final ConnectAttempts dials = new ConnectAttempts(this.waiters);

	private final DialBackoff backoff = new DialBackoff();

	private final RemoteAddresses addresses;

	// Dials that no waiting caller counts on.
	private int probes;

	// How many connections are to be ready, if that is configured.
	private @Nullable ConnectionFloor floor;

	private int leased;

	// Kept by calls for as long as they like: they serve no waiting caller, but prove
	// that the host can be reached.
	private int streaming;

	// Sum of the times at which the current leases began; overflow cancels out.
	private long leasedAtSum;

	ConnectionGroup(HostPool host, int configurationHash, AddressUse use) {
		this.host = host;
		this.configurationHash = configurationHash;
		this.addresses = new RemoteAddresses(use);
	}

	/**
	 * A dial is about to begin; the lock is free.
	 * @param known the aspects that groups share
	 */
	void dialedWith(DialConfig config, KnownAspects known) {
		if (this.aspects.isEmpty()) {
			this.aspects = known.shared(config.aspects());
		}
	}

	/**
	 * What may set its connections apart from others of the host, if it has dialed any.
	 */
	Map<String, String> aspects() {
		return this.aspects;
	}

	boolean isUnused() {
		return this.idle.isEmpty() && this.waiters.isEmpty() && this.leased == 0 && this.streaming == 0
				&& this.dials.isEmpty() && this.probes == 0 && !this.backoff.isOn();
	}

	// What is to be ready

	/**
	 * Has connections kept ready here. A host that cannot be reached is dialed more often
	 * then.
	 */
	void keep(@Nullable ConnectionFloor configured) {
		this.floor = configured;
		if (configured != null) {
			this.backoff.limitPauses(ConnectionFloor.LONGEST_PAUSE_NANOS);
		}
	}

	@Nullable ConnectionFloor floor() {
		return this.floor;
	}

	/**
	 * A call has taken an idle connection.
	 */
	void idleTaken(long now) {
		if (this.floor != null) {
			this.floor.taken(this, now);
		}
	}

	/**
	 * An idle connection is closed.
	 */
	void idleLost(PoolEntry entry, CloseReason reason, long now) {
		if (this.floor != null) {
			this.floor.lost(entry, reason == CloseReason.SERVER_CLOSED_IDLE, now);
		}
	}

	/**
	 * A dial has succeeded, and its connection been given to a caller or parked.
	 * @param recovered whether the host could not be reached before
	 */
	void opened(PoolEntry entry, boolean recovered, long now) {
		OpeningRound round = entry.takeRound();
		if (round != null) {
			round.opened();
		}
		if (this.floor != null) {
			this.floor.opened(this, recovered, now);
		}
	}

	/**
	 * A dial has failed, or was given up.
	 */
	void notOpened(PoolEntry entry, DialFailure failure, long now) {
		OpeningRound round = entry.takeRound();
		if (round != null) {
			round.notOpened(failure);
		}
		if (this.floor != null) {
			this.floor.notOpened(entry, failure, now);
		}
	}

	// Waiters

	void enqueue(PendingAcquire waiter) {
		this.waiters.addSorted(waiter.places().inGroup, PendingAcquire.BY_ARRIVAL);
		this.dials.came(waiter);
	}

	void dequeue(PendingAcquire waiter) {
		this.waiters.remove(waiter.places().inGroup);
		this.dials.left(waiter);
	}

	@Nullable PendingAcquire firstWaiter() {
		return this.waiters.first();
	}

	// Idle connections

	void addIdle(PoolEntry entry) {
		this.idle.addFirst(entry.inGroup);
	}

	void removeIdle(PoolEntry entry) {
		this.idle.remove(entry.inGroup);
	}

	int idleCount() {
		return this.idle.size();
	}

	/**
	 * How many connections are idle or being opened.
	 */
	int ready() {
		return this.idle.size() + this.dials.underWay();
	}

	/**
	 * How many connections are idle, or serve calls of which each has an end.
	 */
	int alive() {
		return this.idle.size() + this.leased;
	}

	/**
	 * The idle connection that suits a caller best.
	 */
	@Nullable PoolEntry bestIdle(Leasing leasing, PendingAcquire waiter) {
		boolean chooses = leasing == Leasing.LIFO && !waiter.refusesIdle() && !waiter.wantsLastUsed()
				&& waiter.hasPreference();
		return chooses ? preferred(waiter) : nextIdle(leasing, waiter);
	}

	/**
	 * The idle connection that is next, whatever its event loop.
	 */
	@Nullable PoolEntry nextIdle(Leasing leasing, PendingAcquire waiter) {
		if (waiter.refusesIdle()) {
			return null;
		}
		return (leasing == Leasing.LIFO || waiter.wantsLastUsed()) ? this.idle.first() : this.idle.last();
	}

	private @Nullable PoolEntry preferred(PendingAcquire waiter) {
		PoolEntry entry = this.idle.first();
		for (int i = 0; entry != null && i < PREFERRED_AMONG; i++) {
			if (waiter.prefers(entry.connection())) {
				return entry;
			}
			entry = this.idle.after(entry.inGroup);
		}
		return this.idle.first();
	}

	@Nullable PoolEntry leastRecentlyUsed() {
		return this.idle.last();
	}

	Iterable<PoolEntry> idle() {
		return this.idle;
	}

	/**
	 * An idle connection to the address that has most of them, unless it is the only one.
	 */
	@Nullable PoolEntry mostUsedIdle() {
		PoolEntry most = null;
		for (PoolEntry entry : this.idle) {
			if (most == null || uses(entry) > uses(most)) {
				most = entry;
			}
		}
		return (this.idle.size() > 1) ? most : null;
	}

	private static int uses(PoolEntry entry) {
		RemoteAddress address = entry.address();
		return (address != null) ? address.uses() : 0;
	}

	// Leases

	void leaseBegan(Lease lease) {
		if (lease.isStreaming()) {
			this.streaming++;
		}
		else {
			this.leased++;
			this.leasedAtSum += lease.since();
		}
	}

	void leaseEnded(Lease lease) {
		if (lease.isStreaming()) {
			this.streaming--;
		}
		else {
			this.leased--;
			this.leasedAtSum -= lease.since();
		}
	}

	private boolean isAnythingAlive() {
		return this.leased > 0 || this.streaming > 0 || !this.idle.isEmpty();
	}

	private double leaseAge(long now) {
		return (this.leased == 0) ? 0 : (double) (now * this.leased - this.leasedAtSum) / this.leased;
	}

	/**
	 * One of its connections serves no other call. Idle connections do not help the
	 * callers that wait, as these refuse them.
	 */
	void lost() {
		if (this.leased == 0) {
			this.dials.tryAgain();
		}
	}

	// Dials

	ConnectAttempts dials() {
		return this.dials;
	}

	/**
	 * How many dials more than those under way or held back the waiting callers need.
	 */
	int missingDials(long now) {
		return wantedDials(now) - dialsThatCount() - this.dials.heldBack();
	}

	private int wantedDials(long now) {
		if (this.backoff.isOn()) {
			return (this.waiters.isEmpty() || !this.backoff.isPauseOver(now)) ? 0 : 1;
		}
		return this.connectDemand.dialsFor(this.dials.untried(), this.leased, leaseAge(now));
	}

	/**
	 * A dial that began before others failed may hang, and is no probe.
	 */
	private int dialsThatCount() {
		return this.backoff.isOn() ? (isProbed() ? 1 : 0) : this.dials.underWay();
	}

	private boolean isProbed() {
		return this.dials.anyNewer(this.backoff);
	}

	/**
	 * Whether no probe is under way or held back, whatever dials are.
	 */
	boolean hasNoProbe() {
		return !isProbed() && this.dials.heldBack() == 0;
	}

	/**
	 * The caller that the next of the missing dials is for.
	 */
	@Nullable PendingAcquire nextToDialFor() {
		return this.backoff.isOn() ? this.waiters.first() : this.dials.nextToDialFor();
	}

	/**
	 * Whether the caller, the first, has no dial that it could wait for, and none that
	 * failed.
	 */
	boolean wantsFirstDialFor(PendingAcquire waiter, long now) {
		return this.dials.isEmpty() && !this.dials.wasTried(waiter) && wantedDials(now) > 0;
	}

	/**
	 * A dial has failed. With nothing alive beside it, the next ones are backed off.
	 * @param lastDial the last dial that has begun
	 * @return whether a pause begins
	 */
	boolean dialFailed(PoolEntry entry, DialFailure failure, long lastDial, long now) {
		if (entry.isProbe()) {
			this.probes--;
			return false;
		}
		if (entry.isGivenUp()) {
			this.dials.gone(entry);
			return false;
		}
		this.dials.failed(entry, failure, lastDial);
		return !isAnythingAlive() && failure.isOfHost() && this.backoff.failed(entry, failure, lastDial, now);
	}

	/**
	 * A dial has succeeded.
	 */
	void connected(PoolEntry entry) {
		if (entry.isProbe()) {
			this.probes--;
			this.dials.tryAgain();
		}
		else {
			this.dials.succeeded(entry);
		}
	}

	/**
	 * A dial begins only to find out about an address.
	 */
	void probeBegins() {
		this.probes++;
	}

	RemoteAddresses addresses() {
		return this.addresses;
	}

	DialBackoff backoff() {
		return this.backoff;
	}

	/**
	 * Whether a caller has nothing to wait for: dials are backed off, and the next probe
	 * comes too late for it, or enough others wait for it. All may wait through the first
	 * pause, which is short: a single dial may have failed by accident.
	 * @param behind how many wait behind those that wait here, the caller included
	 */
	boolean turnsAway(PendingAcquire waiter, int behind, long now) {
		if (!this.backoff.isOn()) {
			return false;
		}
		boolean enoughWait = this.waiters.size() + behind > MAX_WAITING_FOR_PROBE
				&& (this.backoff.isOutage() || this.backoff.isPauseOver(now));
		return enoughWait || isProbeTooLateFor(waiter);
	}

	/**
	 * The callers that wait here for whom the next probe comes too late, in order.
	 */
	List<PendingAcquire> tooLate() {
		// Most dials fail while there are others, and there may be thousands of callers.
		if (!awaitsProbe()) {
			return List.of();
		}
		List<PendingAcquire> tooLate = new ArrayList<>();
		for (PendingAcquire waiter : this.waiters) {
			if (isProbeTooLateFor(waiter)) {
				tooLate.add(waiter);
			}
		}
		return tooLate;
	}

	/**
	 * Whether the next probe is to begin only when the caller has stopped waiting.
	 */
	boolean isProbeTooLateFor(PendingAcquire waiter) {
		return awaitsProbe() && this.backoff.pauseEnd() - waiter.deadline >= 0;
	}

	private boolean awaitsProbe() {
		return this.backoff.isOn() && this.dials.isEmpty();
	}

	/**
	 * The first caller, if nothing is left that could serve it.
	 */
	@Nullable PendingAcquire firstHopeless() {
		PendingAcquire first = this.waiters.first();
		return (first != null && this.leased == 0 && this.dials.isHopeless(first)) ? first : null;
	}

	/**
	 * Whether a caller that waits behind those that wait here has no more to hope for
	 * than they have: the host has failed a probe that began when the caller was there. A
	 * first failure may be an accident, and is not its own.
	 */
	boolean isHopelessBehind(PendingAcquire waiter) {
		return this.backoff.isOutage() && this.leased == 0 && this.dials.wasTried(waiter)
				&& !this.dials.anyOlder(this.backoff);
	}

	@Override
	public String toString() {
		return this.host.label() + "#" + Integer.toHexString(this.configurationHash);
	}

}
