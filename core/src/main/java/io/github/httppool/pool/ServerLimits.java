package io.github.httppool.pool;

import java.util.concurrent.TimeUnit;

/**
 * How long, and for how many requests, the server of a host keeps a connection, as far as
 * its closes tell. Which of the two a close is about follows from how long the connection
 * had been idle: a server that counts requests closes right behind a response. Guarded by
 * the pool's lock. Times are in nanoseconds.
 */
final class ServerLimits {

	/** The close comes in the read of the response, or the next. */
	static final long RIGHT_BEHIND_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

	/** No server in use closes so early on purpose. */
	static final long SHORTEST_IDLE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

	/** Servers such as Tomcat look once a second which connections have expired. */
	private static final long BETWEEN_LOOKS_NANOS = TimeUnit.SECONDS.toNanos(1);

	private final LearnedLimit idle = new LearnedLimit(ServerLimits::idleTolerance);

	private final LearnedLimit requests = new LearnedLimit((value) -> 0);

	/**
	 * A second, for servers that look only now and then, but no more than half of short
	 * times and no less than a fifth of long ones.
	 */
	private static long idleTolerance(long nanos) {
		return Math.max(nanos / 5, Math.min(nanos / 2, BETWEEN_LOOKS_NANOS));
	}

	/**
	 * The server has closed a connection. One that has served no request tells nothing:
	 * another limit holds for the first.
	 * @param idleNanos how long the connection had been idle
	 * @param served how many requests it had served
	 * @param exact whether it was closed at that time; otherwise it may have been closed
	 * before, which counts only if the limit must be lower than is known
	 * @param now the time
	 */
	void closed(long idleNanos, long served, boolean exact, long now) {
		if (served == 0) {
			return;
		}
		if (idleNanos < RIGHT_BEHIND_NANOS) {
			this.requests.closed(served, now);
		}
		else if (idleNanos >= SHORTEST_IDLE_NANOS && (exact || isLower(idleNanos))) {
			this.idle.closed(idleNanos, now);
		}
	}

	private boolean isLower(long idleNanos) {
		return this.idle.last() != LearnedLimit.UNKNOWN && idleNanos < this.idle.last();
	}

	/**
	 * A connection has served a call.
	 * @param idleNanos how long it had been idle before
	 * @param served how many requests it has served, this one included
	 */
	void served(long idleNanos, long served) {
		this.idle.outlived(idleNanos);
		this.requests.outlived(served);
	}

	/**
	 * Returns how long the server keeps an idle connection.
	 */
	LearnedLimit idle() {
		return this.idle;
	}

	/**
	 * Returns how many requests the server answers on one connection.
	 */
	LearnedLimit requests() {
		return this.requests;
	}

	boolean isForgotten(long now) {
		return this.idle.isForgotten(now) && this.requests.isForgotten(now);
	}

}
