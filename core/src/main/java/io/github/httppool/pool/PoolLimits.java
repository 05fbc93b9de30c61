package io.github.httppool.pool;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

import io.github.httppool.CloseReason;
import io.github.httppool.HttpPoolSettings;
import io.github.httppool.Leasing;
import org.jspecify.annotations.Nullable;

/**
 * The settings the pool decides by, in nanoseconds.
 */
record PoolLimits(int maxConnections, int maxStreaming, int maxIdle, int maxPending, int maxBurst, long maxIdleNanos,
		long maxLifeNanos, double jitter, long maxRequests, Leasing leasing, long acquireNanos) {

	static PoolLimits of(HttpPoolSettings settings) {
		HttpPoolSettings.Pool pool = settings.pool();
		Integer requests = pool.maxRequestsPerConnection();
		return new PoolLimits(pool.maxConnections(), pool.streamingLimit(), pool.maxIdleConnections(),
				pool.maxPendingAcquires(), pool.maxPendingBurst(), nanos(pool.maxIdleTime()), nanos(pool.maxLifeTime()),
				pool.maxLifeTimeJitter(), (requests != null) ? requests : Long.MAX_VALUE, pool.leasing(),
				nanos(settings.timeouts().acquire()));
	}

	/**
	 * No time is longer than a century, so that adding it to the clock cannot overflow.
	 */
	private static long nanos(Duration duration) {
		Duration century = Duration.ofDays(36_500);
		return ((duration.compareTo(century) < 0) ? duration : century).toNanos();
	}

	long expiry(long now) {
		double shortened = this.jitter * ThreadLocalRandom.current().nextDouble();
		return now + (long) (this.maxLifeNanos * (1 - shortened));
	}

	/**
	 * Why a connection must retire, if it must.
	 */
	@Nullable CloseReason retirement(PoolEntry entry, long now) {
		if (now - entry.expiresAt >= 0) {
			return CloseReason.MAX_LIFETIME;
		}
		return (entry.requests >= this.maxRequests) ? CloseReason.MAX_REQUESTS : null;
	}

	/**
	 * Whether an idle connection must retire as it has been idle for too long.
	 */
	boolean isIdleTooLong(PoolEntry entry, long now) {
		return now - entry.idleSince >= this.maxIdleNanos;
	}

}
