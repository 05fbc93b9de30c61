package io.github.httppool;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * Effective settings of one pool: what was configured, with every default filled in.
 *
 * @param pool limits and ages of connections
 * @param timeouts how long each phase of a call may take
 * @param leakDetection how responses that are never closed are found
 * @param retry which calls are repeated when they fail
 * @param limits how large a response may be
 * @param proxy which proxies the connections go through
 * @param names how names of hosts are resolved, and which of their addresses are used
 * @param accessLog which calls are logged
 */
public record HttpPoolSettings(Pool pool, Timeouts timeouts, LeakDetection leakDetection, Retry retry, Limits limits,
		ProxySettings proxy, Names names, AccessLog accessLog) {

	/** The defaults. */
	public static final HttpPoolSettings DEFAULT = new HttpPoolSettings(Pool.DEFAULT, Timeouts.DEFAULT,
			LeakDetection.DEFAULT);

	/**
	 * Creates settings of a pool that repeats no calls and takes responses of any size.
	 * @param pool limits and ages of connections
	 * @param timeouts how long each phase of a call may take
	 * @param leakDetection how responses that are never closed are found
	 */
	public HttpPoolSettings(Pool pool, Timeouts timeouts, LeakDetection leakDetection) {
		this(pool, timeouts, leakDetection, Retry.DEFAULT, Limits.NONE);
	}

	/**
	 * Creates settings of a pool that uses no proxy, resolves names as unless configured,
	 * and logs no calls.
	 * @param pool limits and ages of connections
	 * @param timeouts how long each phase of a call may take
	 * @param leakDetection how responses that are never closed are found
	 * @param retry which calls are repeated when they fail
	 * @param limits how large a response may be
	 */
	public HttpPoolSettings(Pool pool, Timeouts timeouts, LeakDetection leakDetection, Retry retry, Limits limits) {
		this(pool, timeouts, leakDetection, retry, limits, ProxySettings.NONE, Names.DEFAULT, AccessLog.DEFAULT);
	}

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
		return new HttpPoolSettings(this.pool.withMaxConnections(maxConnections), this.timeouts, this.leakDetection,
				this.retry, this.limits, this.proxy, this.names, this.accessLog);
	}

	/**
	 * Returns these settings with those limits of others that can change while a pool
	 * runs: the limits of connections, idle connections, long-lived calls and waiting
	 * callers, how long connections may be idle, how old they become and how many
	 * requests they serve, the order of leasing, and {@code timeouts.acquire}.
	 * @param other settings of the same pool
	 * @return the changed settings
	 */
	public HttpPoolSettings withLimitsOf(HttpPoolSettings other) {
		return new HttpPoolSettings(this.pool.withLimitsOf(other.pool),
				this.timeouts.withAcquire(other.timeouts.acquire()), this.leakDetection, this.retry, this.limits,
				this.proxy, this.names, this.accessLog);
	}

	/**
	 * Returns these settings with other proxies.
	 * @param other which proxies the connections go through
	 * @return the changed settings
	 */
	public HttpPoolSettings withProxy(ProxySettings other) {
		return new HttpPoolSettings(this.pool, this.timeouts, this.leakDetection, this.retry, this.limits, other,
				this.names, this.accessLog);
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
	 * @param keepAlive how the pool follows the server's own limits
	 * @param minIdleConnections idle connections that are kept ready for each client with
	 * a base URL, as far as the limits allow
	 * @param warmUp when they are opened first
	 * @param maxStreamingConnections connections per remote host that long-lived calls
	 * may have, or {@code null} for all but a reserve: see {@link #streamingLimit()}
	 */
	public record Pool(int maxConnections, int maxIdleConnections, int maxPendingAcquires, int maxPendingBurst,
			Duration maxIdleTime, Duration maxLifeTime, double maxLifeTimeJitter,
			@Nullable Integer maxRequestsPerConnection, Duration evictionInterval, Leasing leasing, KeepAlive keepAlive,
			int minIdleConnections, WarmUp warmUp, @Nullable Integer maxStreamingConnections) {

		/** The defaults. */
		public static final Pool DEFAULT = new Pool(200, 200, 1000, 10_000, Duration.ofSeconds(30),
				Duration.ofMinutes(10), 0.1, null, Duration.ofSeconds(5), Leasing.LIFO);

		/** Of so many connections, one is kept free of long-lived calls. */
		private static final int ONE_RESERVED_OF = 10;

		/**
		 * Creates limits of a pool that reserves some connections for short calls, as
		 * unless configured.
		 * @param maxConnections connections per remote host, at least 1
		 * @param maxIdleConnections idle connections kept per remote host
		 * @param maxPendingAcquires callers who may wait per remote host once all its
		 * connections are open
		 * @param maxPendingBurst callers who may wait there while the queue moves quickly
		 * @param maxIdleTime how long a connection may stay idle
		 * @param maxLifeTime how old a connection may become
		 * @param maxLifeTimeJitter share, from 0 to 1, by which a connection's life may
		 * be shortened
		 * @param maxRequestsPerConnection requests a connection may serve, or
		 * {@code null} for any number
		 * @param evictionInterval time between two sweeps for idle and old connections
		 * @param leasing which idle connection is leased next
		 * @param keepAlive how the pool follows the server's own limits
		 * @param minIdleConnections idle connections that are kept ready
		 * @param warmUp when they are opened first
		 */
		public Pool(int maxConnections, int maxIdleConnections, int maxPendingAcquires, int maxPendingBurst,
				Duration maxIdleTime, Duration maxLifeTime, double maxLifeTimeJitter,
				@Nullable Integer maxRequestsPerConnection, Duration evictionInterval, Leasing leasing,
				KeepAlive keepAlive, int minIdleConnections, WarmUp warmUp) {
			this(maxConnections, maxIdleConnections, maxPendingAcquires, maxPendingBurst, maxIdleTime, maxLifeTime,
					maxLifeTimeJitter, maxRequestsPerConnection, evictionInterval, leasing, keepAlive,
					minIdleConnections, warmUp, null);
		}

		/**
		 * Creates limits of a pool that keeps no connection ready.
		 * @param maxConnections connections per remote host, at least 1
		 * @param maxIdleConnections idle connections kept per remote host
		 * @param maxPendingAcquires callers who may wait per remote host once all its
		 * connections are open
		 * @param maxPendingBurst callers who may wait there while the queue moves quickly
		 * @param maxIdleTime how long a connection may stay idle
		 * @param maxLifeTime how old a connection may become
		 * @param maxLifeTimeJitter share, from 0 to 1, by which a connection's life may
		 * be shortened
		 * @param maxRequestsPerConnection requests a connection may serve, or
		 * {@code null} for any number
		 * @param evictionInterval time between two sweeps for idle and old connections
		 * @param leasing which idle connection is leased next
		 * @param keepAlive how the pool follows the server's own limits
		 */
		public Pool(int maxConnections, int maxIdleConnections, int maxPendingAcquires, int maxPendingBurst,
				Duration maxIdleTime, Duration maxLifeTime, double maxLifeTimeJitter,
				@Nullable Integer maxRequestsPerConnection, Duration evictionInterval, Leasing leasing,
				KeepAlive keepAlive) {
			this(maxConnections, maxIdleConnections, maxPendingAcquires, maxPendingBurst, maxIdleTime, maxLifeTime,
					maxLifeTimeJitter, maxRequestsPerConnection, evictionInterval, leasing, keepAlive, 0,
					WarmUp.BACKGROUND);
		}

		/**
		 * Creates limits that follow those of the server as unless configured.
		 * @param maxConnections connections per remote host, at least 1
		 * @param maxIdleConnections idle connections kept per remote host
		 * @param maxPendingAcquires callers who may wait per remote host once all its
		 * connections are open
		 * @param maxPendingBurst callers who may wait there while the queue moves quickly
		 * @param maxIdleTime how long a connection may stay idle
		 * @param maxLifeTime how old a connection may become
		 * @param maxLifeTimeJitter share, from 0 to 1, by which a connection's life may
		 * be shortened
		 * @param maxRequestsPerConnection requests a connection may serve, or
		 * {@code null} for any number
		 * @param evictionInterval time between two sweeps for idle and old connections
		 * @param leasing which idle connection is leased next
		 */
		public Pool(int maxConnections, int maxIdleConnections, int maxPendingAcquires, int maxPendingBurst,
				Duration maxIdleTime, Duration maxLifeTime, double maxLifeTimeJitter,
				@Nullable Integer maxRequestsPerConnection, Duration evictionInterval, Leasing leasing) {
			this(maxConnections, maxIdleConnections, maxPendingAcquires, maxPendingBurst, maxIdleTime, maxLifeTime,
					maxLifeTimeJitter, maxRequestsPerConnection, evictionInterval, leasing, KeepAlive.DEFAULT);
		}

		/**
		 * Creates limits that allow no burst beyond {@code maxPendingAcquires}.
		 * @param maxConnections connections per remote host, at least 1
		 * @param maxIdleConnections idle connections kept per remote host
		 * @param maxPendingAcquires callers who may wait per remote host once all its
		 * connections are open
		 * @param maxIdleTime how long a connection may stay idle
		 * @param maxLifeTime how old a connection may become
		 * @param maxLifeTimeJitter share, from 0 to 1, by which a connection's life may
		 * be shortened
		 * @param maxRequestsPerConnection requests a connection may serve, or
		 * {@code null} for any number
		 * @param evictionInterval time between two sweeps for idle and old connections
		 * @param leasing which idle connection is leased next
		 */
		public Pool(int maxConnections, int maxIdleConnections, int maxPendingAcquires, Duration maxIdleTime,
				Duration maxLifeTime, double maxLifeTimeJitter, @Nullable Integer maxRequestsPerConnection,
				Duration evictionInterval, Leasing leasing) {
			this(maxConnections, maxIdleConnections, maxPendingAcquires, maxPendingAcquires, maxIdleTime, maxLifeTime,
					maxLifeTimeJitter, maxRequestsPerConnection, evictionInterval, leasing);
		}

		/**
		 * Returns how many connections per remote host long-lived calls may have. Unless
		 * configured, one of ten, and at least one, is left to all other calls; a host
		 * with a single connection has none to leave.
		 * @return from 1 to {@link #maxConnections()}
		 */
		public int streamingLimit() {
			if (this.maxStreamingConnections != null) {
				return Math.min(this.maxStreamingConnections, this.maxConnections);
			}
			int reserve = (this.maxConnections + ONE_RESERVED_OF - 1) / ONE_RESERVED_OF;
			return Math.max(1, this.maxConnections - reserve);
		}

		Pool withLimitsOf(Pool other) {
			return new Pool(other.maxConnections, other.maxIdleConnections, other.maxPendingAcquires,
					other.maxPendingBurst, other.maxIdleTime, other.maxLifeTime, other.maxLifeTimeJitter,
					other.maxRequestsPerConnection, this.evictionInterval, other.leasing, this.keepAlive,
					this.minIdleConnections, this.warmUp, other.maxStreamingConnections);
		}

		Pool withMaxConnections(int max) {
			int idle = (this.maxIdleConnections == this.maxConnections) ? max : Math.min(this.maxIdleConnections, max);
			return new Pool(max, idle, this.maxPendingAcquires, this.maxPendingBurst, this.maxIdleTime,
					this.maxLifeTime, this.maxLifeTimeJitter, this.maxRequestsPerConnection, this.evictionInterval,
					this.leasing, this.keepAlive, this.minIdleConnections, this.warmUp, this.maxStreamingConnections);
		}

	}

	/**
	 * How the pool follows the server's own limits of how long it keeps a connection, so
	 * that no call is sent on one that the server is about to close.
	 *
	 * @param honorServerHint whether the {@code Keep-Alive} header of responses counts
	 * @param learn whether the limits are learned from the server's closes
	 * @param margin how long before the server's limit an idle connection is retired;
	 * never more than a fifth of that limit
	 * @param ask whether requests say {@code Connection: keep-alive}, upon which some
	 * servers tell their limits
	 */
	public record KeepAlive(boolean honorServerHint, boolean learn, Duration margin, boolean ask) {

		/** The defaults. */
		public static final KeepAlive DEFAULT = new KeepAlive(true, true, Duration.ofSeconds(1), false);

	}

	/**
	 * How long each phase of a call may take, and the whole call.
	 *
	 * @param acquire waiting for a connection
	 * @param dns resolving the host's name
	 * @param connect opening the TCP connection, including the response of a proxy
	 * @param tlsHandshake TLS handshake
	 * @param response from the request sent to the response's headers
	 * @param readIdle between two pieces of a response, while its consumer asks for more
	 * @param writeIdle for the server to take more of a request that is being sent
	 * @param total the whole call, waiting and redirects included; does not count for
	 * event streams and upgraded connections
	 * @param deadlineHeader name of the header that tells the server how many
	 * milliseconds a call has left, or {@code null} for none
	 */
	public record Timeouts(Duration acquire, Duration dns, Duration connect, Duration tlsHandshake, Duration response,
			Duration readIdle, Duration writeIdle, Total total, @Nullable String deadlineHeader) {

		/** The defaults. */
		public static final Timeouts DEFAULT = new Timeouts(Duration.ofSeconds(2), Duration.ofSeconds(2),
				Duration.ofSeconds(2), Duration.ofSeconds(5), Duration.ofSeconds(10));

		private static final Pattern HEADER_NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");

		private static final Set<String> OF_HTTP = Set.of("connection", "content-length", "expect", "host",
				"keep-alive", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade");

		/**
		 * Creates limits of which the server is told nothing.
		 * @param acquire waiting for a connection
		 * @param dns resolving the host's name
		 * @param connect opening the TCP connection
		 * @param tlsHandshake TLS handshake
		 * @param response from the request sent to the response's headers
		 * @param readIdle between two pieces of a response
		 * @param writeIdle for the server to take more of a request
		 * @param total the whole call
		 */
		public Timeouts(Duration acquire, Duration dns, Duration connect, Duration tlsHandshake, Duration response,
				Duration readIdle, Duration writeIdle, Total total) {
			this(acquire, dns, connect, tlsHandshake, response, readIdle, writeIdle, total, null);
		}

		Timeouts withAcquire(Duration other) {
			return new Timeouts(other, this.dns, this.connect, this.tlsHandshake, this.response, this.readIdle,
					this.writeIdle, this.total, this.deadlineHeader);
		}

		/**
		 * Returns whether a header of this name can tell how much time a call has left.
		 * @param name name of a header
		 * @return whether it is a valid name (RFC 9110, 5.6.2) of a header that has no
		 * part in how HTTP itself reads and routes the request
		 */
		public static boolean isDeadlineHeader(String name) {
			return HEADER_NAME.matcher(name).matches() && !OF_HTTP.contains(name.toLowerCase(Locale.ROOT));
		}

		/**
		 * Returns how long a call may take at most until its response begins.
		 * @return the sum of the phases up to that
		 */
		public Duration untilResponse() {
			return sum(this.acquire, this.dns, this.connect, this.tlsHandshake, this.response);
		}

		private static Duration sum(Duration... phases) {
			return Stream.of(phases).reduce(Duration.ZERO, Duration::plus);
		}

		/**
		 * Creates limits of the phases up to the response; the others are as unless
		 * configured.
		 * @param acquire waiting for a connection
		 * @param dns resolving the host's name
		 * @param connect opening the TCP connection
		 * @param tlsHandshake TLS handshake
		 * @param response from the request sent to the response's headers
		 */
		public Timeouts(Duration acquire, Duration dns, Duration connect, Duration tlsHandshake, Duration response) {
			this(acquire, dns, connect, tlsHandshake, response, Duration.ofSeconds(30), Duration.ofSeconds(30),
					Total.unlessSet(sum(acquire, dns, connect, tlsHandshake, response), Total.MIN_RATE));
		}

	}

	/**
	 * How long a whole call may take.
	 *
	 * @param limit the time, 0 for no limit
	 * @param hard whether it ends every call; otherwise it spares a body that flows
	 * @param minRate how many bytes a second flow at least, as a mean over
	 * {@link Timeouts#readIdle()}; 0 spares every body
	 */
	public record Total(Duration limit, boolean hard, long minRate) {

		/** Bytes a second that flow, unless configured. */
		public static final long MIN_RATE = 1024;

		/** No limit. */
		public static final Total NONE = new Total(Duration.ZERO, false, 0);

		private static final Duration LEAST_UNLESS_SET = Duration.ofSeconds(30);

		/**
		 * Returns the limit of a pool for which none is configured: 30 seconds, or as
		 * long as the phases up to the response may take together.
		 * @param untilResponse how long these may take
		 * @param minRate bytes a second below which a body does not flow
		 * @return a limit that spares a body that flows
		 */
		public static Total unlessSet(Duration untilResponse, long minRate) {
			return new Total((untilResponse.compareTo(LEAST_UNLESS_SET) > 0) ? untilResponse : LEAST_UNLESS_SET, false,
					minRate);
		}

	}

	/**
	 * How responses that are never closed are found, and what is done about them.
	 *
	 * @param enabled whether they are looked for
	 * @param threshold how long a lease may last before it is suspected
	 * @param reclaim which leases the pool ends
	 * @param reclaimAfter age at which the pool ends any lease, only with
	 * {@link Reclaim#AFTER}
	 * @param callSiteSampling one call in this many, but at most 200 a second, records
	 * where it was made; 1 records every call
	 */
	public record LeakDetection(boolean enabled, Duration threshold, Reclaim reclaim, @Nullable Duration reclaimAfter,
			int callSiteSampling) {

		/** The defaults. */
		public static final LeakDetection DEFAULT = new LeakDetection(true, Duration.ofSeconds(60), Reclaim.CONFIRMED,
				null, 16);

	}

	/**
	 * How large a response may be. A call whose response is larger fails.
	 *
	 * @param maxResponseSize bytes of a body as they arrive, 0 for no limit
	 * @param maxDecompressedSize bytes of a compressed body once it is decompressed, 0
	 * for no limit
	 */
	public record Limits(long maxResponseSize, long maxDecompressedSize) {

		/** Responses of any size. */
		public static final Limits NONE = new Limits(0, 0);

	}

	/**
	 * Which calls are repeated when they fail, and how often. Off with one attempt.
	 *
	 * @param maxAttempts how often a call is tried at most, the first time included
	 * @param backoff the longest pause before the second attempt; doubled before each
	 * further one
	 * @param maxBackoff the longest pause before any attempt
	 * @param jitter share, from 0 to 1, of a pause that is left to chance; with 1 it may
	 * be anything from nothing to the longest pause
	 * @param statuses status codes of responses that are given up for another attempt
	 * @param budget share, from 0 to 1, of the active calls that may be repeated attempts
	 * @param budgetMin repeated attempts that may be active however few calls are
	 */
	public record Retry(int maxAttempts, Duration backoff, Duration maxBackoff, double jitter, List<Integer> statuses,
			double budget, int budgetMin) {

		/** What is repeated unless configured: nothing. */
		public static final Retry DEFAULT = new Retry(1, Duration.ofMillis(100), Duration.ofSeconds(2), 1.0,
				List.of(502, 503, 504, 429), 0.2, 3);

		/**
		 * Keeps a copy of the status codes.
		 */
		public Retry {
			statuses = List.copyOf(statuses);
		}

	}

	/**
	 * How names of hosts are resolved, and which of their addresses are used.
	 *
	 * @param addresses which addresses of a name connections are opened to
	 * @param resolver what resolves names
	 * @param maxTtl how long an answer is kept at most
	 * @param minTtl how long an answer is kept at least, whatever its own time to live is
	 * @param negativeTtl how long it is kept that a name has no address
	 * @param ndots how many dots a name has at least that is tried as it is before the
	 * search domains are, or {@code null} for what the system says
	 * @param searchDomains what is appended to other names, or {@code null} for what the
	 * system says
	 */
	public record Names(AddressUse addresses, NameResolver resolver, Duration maxTtl, Duration minTtl,
			Duration negativeTtl, @Nullable Integer ndots, @Nullable List<String> searchDomains) {

		/** The defaults. */
		public static final Names DEFAULT = new Names(AddressUse.ALL, NameResolver.NETTY, Duration.ofSeconds(60),
				Duration.ZERO, Duration.ofSeconds(1), null, null);

		/**
		 * Keeps a copy of the search domains.
		 */
		public Names {
			searchDomains = (searchDomains != null) ? List.copyOf(searchDomains) : null;
		}

	}

	/**
	 * Which calls are logged, a line each.
	 *
	 * @param enabled whether calls are logged unless their logger says otherwise
	 * @param sampling share, from 0 to 1, of the calls that went well which are logged;
	 * others are logged always
	 */
	public record AccessLog(boolean enabled, double sampling) {

		/** The defaults. */
		public static final AccessLog DEFAULT = new AccessLog(false, 1.0);

	}

}
