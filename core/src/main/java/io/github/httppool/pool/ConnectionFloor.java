package io.github.httppool.pool;

import java.net.SocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * How many connections of one group are to be ready for calls: idle, or being opened.
 * Hears what becomes of them, and decides when it is looked whether any are missing.
 * Outlives the group. Guarded by the pool's lock.
 */
final class ConnectionFloor {

	/**
	 * How long calls may keep what they have taken before it is replaced: most are over
	 * by then, and have given it back.
	 */
	static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);

	/** Between two attempts to open what could not be opened. */
	static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

	/**
	 * The longest pause between two dials to a host that cannot be reached: one that has
	 * restarted has its connections back soon after.
	 */
	static final long LONGEST_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

	/** Servers that serve do not close a new connection as early as this. */
	private static final long STEADY_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

	private final ConnectionFloors floors;

	private final SocketAddress remote;

	private final int configurationHash;

	private final CompletableFuture<Void> stands = new CompletableFuture<>();

	private DialConfig config;

	private int min;

	// Until the first connection of the group, which a call has caused.
	private boolean asleep;

	private boolean scheduled;

	private long lookAt;

	private boolean unsteady;

	private long unsteadyUntil;

	private @Nullable DialFailure lastFailure;

	/**
	 * Creates a floor.
	 * @param floors those of the pool
	 * @param remote the host
	 * @param configurationHash stands for how its connections are configured
	 * @param config what they are dialed with; leads to no call, as it is kept
	 * @param min how many are to be ready
	 * @param asleep whether it waits for the first call
	 */
	ConnectionFloor(ConnectionFloors floors, SocketAddress remote, int configurationHash, DialConfig config, int min,
			boolean asleep) {
		this.floors = floors;
		this.remote = remote;
		this.configurationHash = configurationHash;
		this.config = config;
		this.min = min;
		this.asleep = asleep;
	}

	SocketAddress remote() {
		return this.remote;
	}

	int configurationHash() {
		return this.configurationHash;
	}

	boolean isOf(SocketAddress host, int configuration) {
		return this.configurationHash == configuration && this.remote.equals(host);
	}

	/**
	 * Asks for something else from now on.
	 */
	void change(DialConfig newConfig, int newMin) {
		this.config = newConfig;
		this.min = newMin;
	}

	DialConfig config() {
		return this.config;
	}

	int min() {
		return this.min;
	}

	boolean isAsleep() {
		return this.asleep;
	}

	/**
	 * Completes once enough connections are open, leased ones included, and exceptionally
	 * if the pool is closed before.
	 */
	CompletableFuture<Void> stands() {
		return this.stands;
	}

	/**
	 * What the last dial has failed with, as long as none has succeeded since.
	 */
	@Nullable DialFailure lastFailure() {
		return this.lastFailure;
	}

	int missing(ConnectionGroup group) {
		return this.min - group.ready();
	}

	/**
	 * How many dials may begin now: one alone if the last has failed, or the host closes
	 * its connections at once; none while a probe is under way.
	 */
	int allowed(ConnectionGroup group, long now) {
		if (group.backoff().isOn()) {
			return (group.backoff().isPauseOver(now) && group.hasNoProbe()) ? 1 : 0;
		}
		this.unsteady &= now - this.unsteadyUntil < 0;
		return (this.unsteady || this.lastFailure != null) ? 1 : Integer.MAX_VALUE;
	}

	// What becomes of its connections

	/**
	 * A call has taken an idle connection, and may give it back soon.
	 */
	void taken(ConnectionGroup group, long now) {
		if (!this.scheduled && missing(group) > 0) {
			lookAt(now + PATIENCE_NANOS, now);
		}
	}

	/**
	 * An idle connection is lost.
	 * @param byServer whether the server has closed it
	 */
	void lost(PoolEntry entry, boolean byServer, long now) {
		if (missing(entry.group) <= 0) {
			return;
		}
		if (byServer && entry.requests == 0 && now - entry.createdAt < STEADY_NANOS) {
			this.unsteady = true;
			this.unsteadyUntil = now + 2 * RETRY_NANOS;
			lookAt(now + RETRY_NANOS, now);
		}
		else {
			lookAt(now, now);
		}
	}

	/**
	 * A dial has failed, or was given up, which tells nothing.
	 */
	void notOpened(PoolEntry dial, DialFailure failure, long now) {
		ConnectionGroup group = dial.group;
		if (!dial.isGivenUp()) {
			this.lastFailure = failure;
		}
		lookAt(group.backoff().isOn() ? group.backoff().pauseEnd() : now + RETRY_NANOS, now);
	}

	/**
	 * A connection is open.
	 * @param recovered whether the host could not be reached before
	 */
	void opened(ConnectionGroup group, boolean recovered, long now) {
		if (recovered || this.asleep || this.lastFailure != null) {
			this.asleep = false;
			this.lastFailure = null;
			lookAt(now, now);
		}
		// A call may have got it.
		taken(group, now);
		standsIfReached(group);
	}

	/**
	 * Reports that the floor stands once enough connections are open.
	 */
	void standsIfReached(ConnectionGroup group) {
		if (group.alive() >= this.min) {
			this.floors.stands(this);
		}
	}

	// When it is looked at

	/**
	 * Has it looked at no later than at a time.
	 */
	void lookAt(long time, long now) {
		if (!this.scheduled || time - this.lookAt < 0) {
			this.scheduled = true;
			this.lookAt = time;
			this.floors.arm(now);
		}
	}

	boolean isScheduled() {
		return this.scheduled;
	}

	/**
	 * When it is looked at next.
	 */
	long lookAt() {
		return this.lookAt;
	}

	/**
	 * Takes note of being looked at, if it is time.
	 */
	boolean takeDue(long now) {
		boolean due = this.scheduled && now - this.lookAt >= 0;
		this.scheduled &= !due;
		return due;
	}

	@Override
	public String toString() {
		return "%d connections to %s#%s".formatted(this.min, HostLabel.of(this.remote),
				Integer.toHexString(this.configurationHash));
	}

}
