package io.github.httppool.pool;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.github.httppool.CloseReason;
import io.github.httppool.HttpPoolSettings;
import org.jspecify.annotations.Nullable;

/**
 * Retires the connections of one host before its server closes them: as it has said
 * ({@link KeepAlive}), or as was learned from its closes ({@link ServerLimits}). All
 * methods are called with the pool's lock held.
 */
final class HostKeepAlive {

	/**
	 * A look at all idle connections takes microseconds. Closing them so much later is
	 * well within the margin, and none is handed out meanwhile.
	 */
	private static final long BETWEEN_LOOKS_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

	/** Of short limits, a larger margin would leave too little. */
	private static final int LARGEST_SHARE = 5;

	private final PoolContext context;

	private final HostPool host;

	private final HttpPoolSettings.KeepAlive settings;

	private final long marginNanos;

	// Made when the server closes a connection.
	private @Nullable ServerLimits learned;

	HostKeepAlive(PoolContext context, HostPool host) {
		this.context = context;
		this.host = host;
		this.settings = context.settings.current().pool().keepAlive();
		this.marginNanos = this.settings.margin().toNanos();
		this.learned = context.remembered.take(host.remote());
	}

	// What is retired

	/**
	 * Why a connection that no call has must retire, if it must.
	 */
	@Nullable CloseReason retirement(PoolEntry entry, long now) {
		CloseReason reason = this.context.limits().retirement(entry, now);
		if (reason != null) {
			return reason;
		}
		if (this.settings.honorServerHint() && entry.keepAlive.isUsedUp(entry.requests)) {
			return CloseReason.KEEP_ALIVE_HINT;
		}
		return (this.learned != null && entry.requests >= this.learned.requests().inForce(now))
				? CloseReason.KEEP_ALIVE_LEARNED : null;
	}

	/**
	 * Why an idle connection must retire, if it must.
	 */
	@Nullable CloseReason idleRetirement(PoolEntry entry, long now) {
		if (this.context.limits().isIdleTooLong(entry, now)) {
			return CloseReason.IDLE_TIMEOUT;
		}
		limitIdle(entry, now);
		CloseReason reason = entry.keepAlive.expiredBy(now);
		return (reason != null) ? reason : retirement(entry, now);
	}

	/**
	 * A connection has become idle: it is closed when its time is up, not only by the
	 * next sweep, as the server may not wait for that. A sweep is enough for one that the
	 * server would keep for longer than the pool does.
	 */
	void parked(PoolEntry entry, long now) {
		limitIdle(entry, now);
		if (entry.keepAlive.isLimited()
				&& entry.keepAlive.deadline() - entry.idleSince < this.context.limits().maxIdleNanos()) {
			closeAt(entry.group, entry.keepAlive.deadline(), now);
		}
	}

	/**
	 * Limits that were learned since it became idle hold, too.
	 */
	private void limitIdle(PoolEntry entry, long now) {
		long told = this.settings.honorServerHint() ? allowed(entry.keepAlive.toldIdleNanos()) : KeepAlive.UNKNOWN;
		long known = (this.learned != null && entry.requests > 0) ? allowed(this.learned.idle().inForce(now))
				: KeepAlive.UNKNOWN;
		if (Math.min(told, known) == KeepAlive.UNKNOWN) {
			entry.keepAlive.unlimited();
		}
		else if (told <= known) {
			entry.keepAlive.limit(entry.idleSince + told, CloseReason.KEEP_ALIVE_HINT);
		}
		else {
			entry.keepAlive.limit(entry.idleSince + known, CloseReason.KEEP_ALIVE_LEARNED);
		}
	}

	private long allowed(long limit) {
		return (limit == KeepAlive.UNKNOWN) ? limit : limit - Math.min(this.marginNanos, limit / LARGEST_SHARE);
	}

	private void closeAt(ConnectionGroup group, long time, long now) {
		if (!group.inExpiries.isLinked() || time - group.expiresAt < 0) {
			this.context.expiries.remove(group);
			group.expiresAt = time;
			this.context.expiries.add(group, now);
		}
	}

	/**
	 * Closes the idle connections of a group whose time is up.
	 */
	void closeExpired(ConnectionGroup group, long now) {
		long next = Long.MAX_VALUE;
		for (PoolEntry entry : group.idle()) {
			CloseReason reason = idleRetirement(entry, now);
			if (reason != null) {
				this.host.retire(entry, reason, now);
			}
			else if (entry.keepAlive.isLimited()) {
				next = Math.min(next, entry.keepAlive.deadline() - now);
			}
		}
		if (next != Long.MAX_VALUE) {
			closeAt(group, now + Math.max(next, BETWEEN_LOOKS_NANOS), now);
		}
	}

	// What is learned

	/**
	 * A call has come to its end, and its connection can serve again.
	 */
	void served(PoolEntry entry) {
		if (this.learned != null) {
			this.learned.served(entry.keepAlive.idleBefore(), entry.requests);
		}
	}

	/**
	 * A connection has closed by itself.
	 */
	void closed(PoolEntry entry, EntryState before, CloseReason reason, long now) {
		if (before == EntryState.IDLE && reason == CloseReason.SERVER_CLOSED_IDLE) {
			closedByServer(entry, Elapsed.nanos(entry.idleSince, now), entry.requests, true, now);
		}
	}

	/**
	 * A connection was found closed on its way to a call, which does not count. It may
	 * have been closed at any time before.
	 */
	void foundClosed(PoolEntry entry, CloseReason reason, long now) {
		if (reason == CloseReason.SERVER_CLOSED_IDLE) {
			closedByServer(entry, Elapsed.nanos(entry.idleSince, now), entry.requests, false, now);
		}
	}

	/**
	 * A connection was closed at the moment at which a call was sent on it.
	 */
	void closedUnderCall(PoolEntry entry, long now) {
		closedByServer(entry, entry.keepAlive.idleBefore(), entry.requests - 1, true, now);
	}

	private void closedByServer(PoolEntry entry, long idleNanos, long served, boolean exact, long now) {
		if (!this.settings.learn() || entry.keepAlive.isReset()) {
			return;
		}
		if (this.learned == null) {
			this.learned = new ServerLimits();
		}
		this.learned.closed(idleNanos, served, exact, now);
	}

	/**
	 * The host is not in use any more.
	 */
	void remember() {
		if (this.learned != null) {
			this.context.remembered.keep(this.host.remote(), this.learned);
		}
	}

	/**
	 * How long the server keeps an idle connection, as far as is known. Rounded, as it is
	 * not known more exactly.
	 */
	@Nullable Duration learnedIdle() {
		long nanos = (this.learned != null) ? this.learned.idle().last() : LearnedLimit.UNKNOWN;
		return (nanos != LearnedLimit.UNKNOWN) ? Duration.ofMillis(100 * Math.round(nanos / 100_000_000.0)) : null;
	}

	/**
	 * How many requests the server answers on one connection, as far as is known.
	 */
	@Nullable Long learnedRequests() {
		long requests = (this.learned != null) ? this.learned.requests().last() : LearnedLimit.UNKNOWN;
		return (requests != LearnedLimit.UNKNOWN) ? requests : null;
	}

}
