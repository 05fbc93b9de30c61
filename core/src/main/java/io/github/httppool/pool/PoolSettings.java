package io.github.httppool.pool;

import io.github.httppool.HttpPoolSettings;
import org.jspecify.annotations.Nullable;

/**
 * The settings in force, which a resize or another configuration changes, and the limits
 * that follow from them. A resize lasts until another limit is configured.
 */
final class PoolSettings {

	private final PoolLock lock;

	// Guarded by the lock.
	private HttpPoolSettings configured;

	// Guarded by the lock.
	private @Nullable Integer resizedTo;

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
		this.resizedTo = maxConnections;
		changed();
	}

	/**
	 * Takes over the limits of another configuration.
	 */
	void reconfigure(HttpPoolSettings other) {
		this.lock.assertHeld();
		if (other.pool().maxConnections() != this.configured.pool().maxConnections()) {
			this.resizedTo = null;
		}
		this.configured = this.configured.withLimitsOf(other);
		changed();
	}

	private void changed() {
		this.current = (this.resizedTo != null) ? this.configured.withMaxConnections(this.resizedTo) : this.configured;
		this.limits = PoolLimits.of(this.current);
	}

}
