package io.github.httppool.pool;

import io.github.httppool.HttpPoolSettings;

/**
 * The settings in force, which a resize changes, and the limits that follow from them.
 */
final class PoolSettings {

	private final PoolLock lock;

	private final HttpPoolSettings configured;

	// Guarded by the lock when written.
	private volatile HttpPoolSettings current;

	// Guarded by the lock.
	private PoolLimits limits;

	PoolSettings(HttpPoolSettings configured, PoolLock lock) {
		this.lock = lock;
		this.configured = configured;
		this.current = configured;
		this.limits = PoolLimits.of(configured);
	}

	/**
	 * Returns the settings in force; the lock need not be held.
	 */
	HttpPoolSettings current() {
		return this.current;
	}

	PoolLimits limits() {
		this.lock.assertHeld();
		return this.limits;
	}

	/**
	 * What was derived from the configured limit is derived from the new one.
	 */
	void resize(int maxConnections) {
		this.lock.assertHeld();
		this.current = this.configured.withMaxConnections(maxConnections);
		this.limits = PoolLimits.of(this.current);
	}

}
