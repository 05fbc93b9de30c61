package io.github.httppool.autoconfigure.properties;

import io.github.httppool.HttpPoolSettings;

/**
 * The limits of a pool that depend on other limits, and on which of them were set.
 *
 * @param name name of the pool
 * @param pool the limits as bound
 * @param written knows which of them were set
 */
record PoolLimits(String name, PoolProperties.Pool pool, WrittenProperties written) {

	private static final String MAX_CONNECTIONS = "pool.max-connections";

	private static final String MAX_IDLE = "pool.max-idle-connections";

	HttpPoolSettings.Pool settings(int maxTotalConnections) {
		int max = maxConnections(maxTotalConnections);
		int maxIdle = maxIdleConnections(max);
		return this.pool.settings(max, maxIdle, minIdleConnections(maxIdle), maxPendingBurst());
	}

	/** The default is lowered to a lower total; a value that was set is not. */
	private int maxConnections(int total) {
		int max = this.pool.getMaxConnections();
		return this.written.isSet(this.name, MAX_CONNECTIONS) ? max : Math.min(max, total);
	}

	/**
	 * Equals the limit of connections unless set. An inherited limit is lowered to a
	 * lower max-connections of the pool itself, because no level sets both.
	 */
	private int maxIdleConnections(int max) {
		Integer idle = this.pool.getMaxIdleConnections();
		if (idle == null) {
			return max;
		}
		boolean givesWay = isOwn(MAX_CONNECTIONS) && !isOwn(MAX_IDLE);
		return givesWay ? Math.min(idle, max) : idle;
	}

	/**
	 * An inherited number is lowered to a lower limit of the pool itself.
	 */
	private int minIdleConnections(int maxIdle) {
		int min = this.pool.getMinIdleConnections();
		boolean givesWay = (isOwn(MAX_CONNECTIONS) || isOwn(MAX_IDLE)) && !isOwn("pool.min-idle-connections");
		return givesWay ? Math.min(min, maxIdle) : min;
	}

	private boolean isOwn(String key) {
		return this.written.isOwn(this.name, key);
	}

	/** A burst may exceed the limit only if the limit was not set. */
	private int maxPendingBurst() {
		return this.written.isSet(this.name, "pool.max-pending-acquires") ? this.pool.getMaxPendingAcquires()
				: HttpPoolSettings.Pool.DEFAULT.maxPendingBurst();
	}

}
