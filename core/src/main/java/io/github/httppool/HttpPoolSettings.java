package io.github.httppool;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * Effective settings of one pool: what was configured, with every default filled in.
 *
 * @param pool limits and ages of connections
 * @param timeouts how long each phase of a call may take
 * @param leakDetection how responses that are never closed are found
 */
public record HttpPoolSettings(Pool pool, Timeouts timeouts, LeakDetection leakDetection) {

	/** The defaults. */
	public static final HttpPoolSettings DEFAULT = new HttpPoolSettings(Pool.DEFAULT, Timeouts.DEFAULT,
			LeakDetection.DEFAULT);

	/**
	 * Returns a builder that starts with {@link #DEFAULT}.
	 * @return a new builder
	 */
	public static HttpPoolSettingsBuilder builder() {
		return new HttpPoolSettingsBuilder();
	}

	/**
	 * Returns these settings with another limit of connections. The limit of idle
	 * connections changes with it if both are equal here, and is lowered to it if it
	 * would exceed it.
	 * @param maxConnections connections per remote host
	 * @return the changed settings
	 */
	public HttpPoolSettings withMaxConnections(int maxConnections) {
		return new HttpPoolSettings(this.pool.withMaxConnections(maxConnections), this.timeouts, this.leakDetection);
	}

	/**
	 * Limits and ages of connections.
	 *
	 * @param maxConnections connections per remote host, at least 1
	 * @param maxIdleConnections idle connections kept per remote host
	 * @param maxPendingAcquires callers who may wait per remote host once all its
	 * connections are open
	 * @param maxPendingBurst callers who may wait there while the queue moves quickly:
	 * until the first has waited for half of the acquire timeout
	 * @param maxIdleTime how long a connection may stay idle
	 * @param maxLifeTime how old a connection may become
	 * @param maxLifeTimeJitter share, from 0 to 1, by which a connection's life may be
	 * shortened, so that connections opened together do not expire together
	 * @param maxRequestsPerConnection requests a connection may serve, or {@code null}
	 * for any number
	 * @param evictionInterval time between two sweeps for idle and old connections
	 * @param leasing which idle connection is leased next
	 */
	public record Pool(int maxConnections, int maxIdleConnections, int maxPendingAcquires, int maxPendingBurst,
			Duration maxIdleTime, Duration maxLifeTime, double maxLifeTimeJitter,
			@Nullable Integer maxRequestsPerConnection, Duration evictionInterval, Leasing leasing) {

		/** The defaults. */
		public static final Pool DEFAULT = new Pool(200, 200, 1000, 10_000, Duration.ofSeconds(30),
				Duration.ofMinutes(10), 0.1, null, Duration.ofSeconds(5), Leasing.LIFO);

		/**
		 * Creates limits that allow no burst beyond {@code maxPendingAcquires}.
		 * @param maxConnections connections per remote host, at least 1
		 * @param maxIdleConnections idle connections kept per remote host
		 * @param maxPendingAcquires callers who may wait per remote host once all its
		 * connections are open
		 * @param maxIdleTime how long a connection may stay idle
		 * @param maxLifeTime how old a connection may become
		 * @param maxLifeTimeJitter share, from 0 to 1, by which a connection's life may
		 * be shortened @param maxRequestsPerConnection requests a connection may serve,
		 * or {@code null} for any number
		 * @param evictionInterval time between two sweeps for idle and old connections
		 * @param leasing which idle connection is leased next
		 */
		public Pool(int maxConnections, int maxIdleConnections, int maxPendingAcquires, Duration maxIdleTime,
				Duration maxLifeTime, double maxLifeTimeJitter, @Nullable Integer maxRequestsPerConnection,
				Duration evictionInterval, Leasing leasing) {
			this(maxConnections, maxIdleConnections, maxPendingAcquires, maxPendingAcquires, maxIdleTime, maxLifeTime,
					maxLifeTimeJitter, maxRequestsPerConnection, evictionInterval, leasing);
		}

		Pool withMaxConnections(int max) {
			int idle = (this.maxIdleConnections == this.maxConnections) ? max : Math.min(this.maxIdleConnections, max);
			return new Pool(max, idle, this.maxPendingAcquires, this.maxPendingBurst, this.maxIdleTime,
					this.maxLifeTime, this.maxLifeTimeJitter, this.maxRequestsPerConnection, this.evictionInterval,
					this.leasing);
		}

	}

	/**
	 * How long each phase of a call may take.
	 *
	 * @param acquire waiting for a connection
	 * @param dns resolving the host's name
	 * @param connect opening the TCP connection, including the response of a proxy
	 * @param tlsHandshake TLS handshake
	 * @param response from the request sent to the response's headers
	 */
	public record Timeouts(Duration acquire, Duration dns, Duration connect, Duration tlsHandshake, Duration response) {

		/** The defaults. */
		public static final Timeouts DEFAULT = new Timeouts(Duration.ofSeconds(2), Duration.ofSeconds(2),
				Duration.ofSeconds(2), Duration.ofSeconds(5), Duration.ofSeconds(10));

	}

	/**
	 * How responses that are never closed are found, and what is done about them.
	 *
	 * @param enabled whether they are looked for
	 * @param threshold how long a lease may last before it is suspected
	 * @param reclaim which leases the pool ends
	 * @param reclaimAfter age at which the pool ends any lease, only with
	 * {@link Reclaim#AFTER}
	 * @param callSiteSampling one call in this many records where it was made
	 */
	public record LeakDetection(boolean enabled, Duration threshold, Reclaim reclaim, @Nullable Duration reclaimAfter,
			int callSiteSampling) {

		/** The defaults. */
		public static final LeakDetection DEFAULT = new LeakDetection(true, Duration.ofSeconds(60), Reclaim.CONFIRMED,
				null, 16);

	}

}
