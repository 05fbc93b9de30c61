package io.github.httppool.autoconfigure.properties;

import java.util.Map;

/**
 * The limits that all instances of the application share.
 *
 * @param replicas how many instances there are, as long as service discovery does not
 * tell
 * @param discovery whether it may
 * @param limits what they share, by pool
 */
public record FleetSettings(int replicas, boolean discovery, Map<String, Limit> limits) {

	/** A single instance that shares nothing. */
	static final FleetSettings NONE = new FleetSettings(1, true, Map.of());

	/**
	 * Keeps a copy of the limits.
	 */
	public FleetSettings {
		limits = Map.copyOf(limits);
	}

	/**
	 * Connections per remote host that all instances may have together.
	 *
	 * @param maxConnections the limit
	 * @param atMost the largest share, even of a single instance: its own
	 * {@code pool.max-connections} if that was set, otherwise the total limit of the
	 * application
	 */
	public record Limit(int maxConnections, int atMost) {

		/**
		 * Returns the share of one instance. What cannot be divided is used by nobody, as
		 * instances do not agree on who is the first of them: so they never exceed the
		 * limit together, unless there are more of them than connections.
		 * @param replicas how many instances there are, at least 1
		 * @return connections per remote host, at least 1
		 */
		public int share(int replicas) {
			return Math.min(this.atMost, Math.max(1, this.maxConnections / replicas));
		}

	}

}
