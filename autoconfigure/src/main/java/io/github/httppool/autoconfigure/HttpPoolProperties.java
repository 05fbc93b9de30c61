package io.github.httppool.autoconfigure;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import io.github.httppool.HttpPoolSettings;
import io.github.httppool.Leasing;
import io.github.httppool.Reclaim;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Everything that can be set under {@code httppool}, as bound and not yet checked.
 * {@link EffectiveProperties} checks it and fills in what is {@code null}.
 */
@ConfigurationProperties("httppool")
public class HttpPoolProperties {

	/**
	 * Whether the application's HTTP clients use the pool.
	 */
	private boolean enabled = true;

	/**
	 * Connections over all pools and remote hosts of this application. 1000, or a quarter
	 * of the files and sockets the process may open if that is less, unless set.
	 */
	private @Nullable Integer maxTotalConnections;

	/**
	 * Idle connections kept over all pools and remote hosts; 0 keeps none. As many as
	 * max-total-connections unless set.
	 */
	private @Nullable Integer maxTotalIdleConnections;

	/**
	 * Threads that do the network work of all pools. Half as many as the machine has
	 * cores, at least 1, unless set.
	 */
	private @Nullable Integer eventLoops;

	private final Shutdown shutdown = new Shutdown();

	private final Metrics metrics = new Metrics();

	private final Pool pool = new Pool();

	private final Timeouts timeouts = new Timeouts();

	private final Ssl ssl = new Ssl();

	private final LeakDetection leakDetection = new LeakDetection();

	/**
	 * Clients with a pool of their own, by the pool's name. What is not set for a client
	 * is as for the shared pool.
	 */
	private Map<String, Client> clients = new LinkedHashMap<>();

	public boolean isEnabled() {
		return this.enabled;
	}

	public void setEnabled(boolean enabled) {
		this.enabled = enabled;
	}

	public @Nullable Integer getMaxTotalConnections() {
		return this.maxTotalConnections;
	}

	public void setMaxTotalConnections(@Nullable Integer maxTotalConnections) {
		this.maxTotalConnections = maxTotalConnections;
	}

	public @Nullable Integer getMaxTotalIdleConnections() {
		return this.maxTotalIdleConnections;
	}

	public void setMaxTotalIdleConnections(@Nullable Integer maxTotalIdleConnections) {
		this.maxTotalIdleConnections = maxTotalIdleConnections;
	}

	public @Nullable Integer getEventLoops() {
		return this.eventLoops;
	}

	public void setEventLoops(@Nullable Integer eventLoops) {
		this.eventLoops = eventLoops;
	}

	public Shutdown getShutdown() {
		return this.shutdown;
	}

	public Metrics getMetrics() {
		return this.metrics;
	}

	public Pool getPool() {
		return this.pool;
	}

	public Timeouts getTimeouts() {
		return this.timeouts;
	}

	public Ssl getSsl() {
		return this.ssl;
	}

	public LeakDetection getLeakDetection() {
		return this.leakDetection;
	}

	public Map<String, Client> getClients() {
		return this.clients;
	}

	public void setClients(Map<String, Client> clients) {
		this.clients = clients;
	}

	/**
	 * Returns the names of the clients that are load-balanced.
	 */
	Set<String> loadBalancedClients() {
		return this.clients.entrySet()
			.stream()
			.filter((client) -> client.getValue().isLoadBalanced())
			.map(Map.Entry::getKey)
			.collect(Collectors.toSet());
	}

	private static <T> @Nullable T firstSet(@Nullable T value, @Nullable T inherited) {
		return (value != null) ? value : inherited;
	}

	private static <T> T orElse(@Nullable T value, T other) {
		return (value != null) ? value : other;
	}

	/**
	 * How the pools end.
	 */
	public static class Shutdown {

		/**
		 * Time that calls in flight are given to finish at shutdown; 0 gives them none.
		 */
		private Duration drainTimeout = Duration.ofSeconds(20);

		public Duration getDrainTimeout() {
			return this.drainTimeout;
		}

		public void setDrainTimeout(Duration drainTimeout) {
			this.drainTimeout = drainTimeout;
		}

	}

	/**
	 * What is metered.
	 */
	public static class Metrics {

		/**
		 * Remote hosts of each pool that have a tag of their own in meters by host. Those
		 * that come later share the tag 'other'.
		 */
		private int maxHosts = 20;

		public int getMaxHosts() {
			return this.maxHosts;
		}

		public void setMaxHosts(int maxHosts) {
			this.maxHosts = maxHosts;
		}

	}

	/**
	 * A client with a pool of its own.
	 */
	public static class Client {

		/**
		 * Address that the client's requests are relative to, such as
		 * https://payment.example/v1.
		 */
		private @Nullable String baseUrl;

		/**
		 * Whether the host of a request is the name of a service, which Spring Cloud
		 * LoadBalancer resolves to an instance.
		 */
		private boolean loadBalanced;

		private final Pool pool = new Pool();

		private final Timeouts timeouts = new Timeouts();

		private final Ssl ssl = new Ssl();

		private final LeakDetection leakDetection = new LeakDetection();

		public @Nullable String getBaseUrl() {
			return this.baseUrl;
		}

		public void setBaseUrl(@Nullable String baseUrl) {
			this.baseUrl = baseUrl;
		}

		public boolean isLoadBalanced() {
			return this.loadBalanced;
		}

		public void setLoadBalanced(boolean loadBalanced) {
			this.loadBalanced = loadBalanced;
		}

		public Pool getPool() {
			return this.pool;
		}

		public Timeouts getTimeouts() {
			return this.timeouts;
		}

		public Ssl getSsl() {
			return this.ssl;
		}

		public LeakDetection getLeakDetection() {
			return this.leakDetection;
		}

	}

	/**
	 * How connections are encrypted.
	 */
	public static class Ssl {

		/**
		 * SSL bundle of spring.ssl.bundle with the certificates to use and to trust.
		 */
		private @Nullable String bundle;

		public @Nullable String getBundle() {
			return this.bundle;
		}

		public void setBundle(@Nullable String bundle) {
			this.bundle = bundle;
		}

		/**
		 * Takes over what is not set here.
		 */
		Ssl inheriting(Ssl shared) {
			Ssl merged = new Ssl();
			merged.bundle = firstSet(this.bundle, shared.bundle);
			return merged;
		}

	}

	/**
	 * How responses that nobody closes are found. No field has a default, for the same
	 * reason as in {@link Pool}.
	 */
	public static class LeakDetection {

		/**
		 * Whether responses that nobody closes are looked for.
		 */
		private @Nullable Boolean enabled;

		/**
		 * Time after which a call that still has its connection is reported as suspected.
		 */
		private @Nullable Duration threshold;

		/**
		 * Which leaked connections are taken back: none, those whose response nobody can
		 * reach any more, or all that are older than reclaim-after as well.
		 */
		private @Nullable Reclaim reclaim;

		/**
		 * Age at which any call loses its connection. Only with reclaim "after", which
		 * needs it.
		 */
		private @Nullable Duration reclaimAfter;

		/**
		 * One request in this many records where in the application it is made; requests
		 * like one that has leaked are all recorded for some minutes.
		 */
		private @Nullable Integer callSiteSampling;

		public @Nullable Boolean getEnabled() {
			return this.enabled;
		}

		public void setEnabled(@Nullable Boolean enabled) {
			this.enabled = enabled;
		}

		public @Nullable Duration getThreshold() {
			return this.threshold;
		}

		public void setThreshold(@Nullable Duration threshold) {
			this.threshold = threshold;
		}

		public @Nullable Reclaim getReclaim() {
			return this.reclaim;
		}

		public void setReclaim(@Nullable Reclaim reclaim) {
			this.reclaim = reclaim;
		}

		public @Nullable Duration getReclaimAfter() {
			return this.reclaimAfter;
		}

		public void setReclaimAfter(@Nullable Duration reclaimAfter) {
			this.reclaimAfter = reclaimAfter;
		}

		public @Nullable Integer getCallSiteSampling() {
			return this.callSiteSampling;
		}

		public void setCallSiteSampling(@Nullable Integer callSiteSampling) {
			this.callSiteSampling = callSiteSampling;
		}

		/**
		 * Takes over what is not set here.
		 */
		LeakDetection inheriting(LeakDetection shared) {
			LeakDetection merged = new LeakDetection();
			merged.enabled = firstSet(this.enabled, shared.enabled);
			merged.threshold = firstSet(this.threshold, shared.threshold);
			merged.reclaim = firstSet(this.reclaim, shared.reclaim);
			merged.reclaimAfter = firstSet(this.reclaimAfter, shared.reclaimAfter);
			merged.callSiteSampling = firstSet(this.callSiteSampling, shared.callSiteSampling);
			return merged;
		}

		/**
		 * Fills in the defaults.
		 */
		HttpPoolSettings.LeakDetection settings() {
			HttpPoolSettings.LeakDetection unset = HttpPoolSettings.LeakDetection.DEFAULT;
			return new HttpPoolSettings.LeakDetection(orElse(this.enabled, unset.enabled()),
					orElse(this.threshold, unset.threshold()), orElse(this.reclaim, unset.reclaim()), this.reclaimAfter,
					orElse(this.callSiteSampling, unset.callSiteSampling()));
		}

	}

	/**
	 * Limits and ages of connections. No field has a default, so that what was set can be
	 * told from what was not. {@link #settings} has the defaults; the metadata repeats
	 * them and a test compares the two.
	 */
	public static class Pool {

		/**
		 * Connections per remote host, over all clients that share the pool.
		 */
		private @Nullable Integer maxConnections;

		/**
		 * Idle connections kept per remote host; 0 keeps none. As many as max-connections
		 * unless set.
		 */
		private @Nullable Integer maxIdleConnections;

		/**
		 * Callers who may wait per remote host when all its connections are in use; 0
		 * lets none wait.
		 */
		private @Nullable Integer maxPendingAcquires;

		/**
		 * Time after which an idle connection is closed. Has to be shorter than
		 * max-life-time.
		 */
		private @Nullable Duration maxIdleTime;

		/**
		 * Age at which a connection is closed.
		 */
		private @Nullable Duration maxLifeTime;

		/**
		 * Share, from 0 to 1, by which a connection's life may be shortened, so that
		 * connections opened together do not end together.
		 */
		private @Nullable Double maxLifeTimeJitter;

		/**
		 * Requests after which a connection is closed. Any number unless set.
		 */
		private @Nullable Integer maxRequestsPerConnection;

		/**
		 * Time between two sweeps for idle and old connections.
		 */
		private @Nullable Duration evictionInterval;

		/**
		 * Idle connection that is used next: the one used last, or the one idle for
		 * longest.
		 */
		private @Nullable Leasing leasing;

		public @Nullable Integer getMaxConnections() {
			return this.maxConnections;
		}

		public void setMaxConnections(@Nullable Integer maxConnections) {
			this.maxConnections = maxConnections;
		}

		public @Nullable Integer getMaxIdleConnections() {
			return this.maxIdleConnections;
		}

		public void setMaxIdleConnections(@Nullable Integer maxIdleConnections) {
			this.maxIdleConnections = maxIdleConnections;
		}

		public @Nullable Integer getMaxPendingAcquires() {
			return this.maxPendingAcquires;
		}

		public void setMaxPendingAcquires(@Nullable Integer maxPendingAcquires) {
			this.maxPendingAcquires = maxPendingAcquires;
		}

		public @Nullable Duration getMaxIdleTime() {
			return this.maxIdleTime;
		}

		public void setMaxIdleTime(@Nullable Duration maxIdleTime) {
			this.maxIdleTime = maxIdleTime;
		}

		public @Nullable Duration getMaxLifeTime() {
			return this.maxLifeTime;
		}

		public void setMaxLifeTime(@Nullable Duration maxLifeTime) {
			this.maxLifeTime = maxLifeTime;
		}

		public @Nullable Double getMaxLifeTimeJitter() {
			return this.maxLifeTimeJitter;
		}

		public void setMaxLifeTimeJitter(@Nullable Double maxLifeTimeJitter) {
			this.maxLifeTimeJitter = maxLifeTimeJitter;
		}

		public @Nullable Integer getMaxRequestsPerConnection() {
			return this.maxRequestsPerConnection;
		}

		public void setMaxRequestsPerConnection(@Nullable Integer maxRequestsPerConnection) {
			this.maxRequestsPerConnection = maxRequestsPerConnection;
		}

		public @Nullable Duration getEvictionInterval() {
			return this.evictionInterval;
		}

		public void setEvictionInterval(@Nullable Duration evictionInterval) {
			this.evictionInterval = evictionInterval;
		}

		public @Nullable Leasing getLeasing() {
			return this.leasing;
		}

		public void setLeasing(@Nullable Leasing leasing) {
			this.leasing = leasing;
		}

		/**
		 * Takes over what is not set here. An inherited limit of idle connections gives
		 * way to a lower max-connections of its own, as nobody has said both.
		 */
		Pool inheriting(Pool shared) {
			Pool merged = new Pool();
			merged.maxConnections = firstSet(this.maxConnections, shared.maxConnections);
			merged.maxIdleConnections = firstSet(this.maxIdleConnections,
					notMore(shared.maxIdleConnections, this.maxConnections));
			merged.maxPendingAcquires = firstSet(this.maxPendingAcquires, shared.maxPendingAcquires);
			merged.maxIdleTime = firstSet(this.maxIdleTime, shared.maxIdleTime);
			merged.maxLifeTime = firstSet(this.maxLifeTime, shared.maxLifeTime);
			merged.maxLifeTimeJitter = firstSet(this.maxLifeTimeJitter, shared.maxLifeTimeJitter);
			merged.maxRequestsPerConnection = firstSet(this.maxRequestsPerConnection, shared.maxRequestsPerConnection);
			merged.evictionInterval = firstSet(this.evictionInterval, shared.evictionInterval);
			merged.leasing = firstSet(this.leasing, shared.leasing);
			return merged;
		}

		private static @Nullable Integer notMore(@Nullable Integer value, @Nullable Integer limit) {
			return (value != null && limit != null) ? Integer.valueOf(Math.min(value, limit)) : value;
		}

		/**
		 * Fills in the defaults. The default of max-connections gives way to a lower
		 * total; a value that was set does not.
		 */
		HttpPoolSettings.Pool settings(int maxTotalConnections) {
			int max = orElse(this.maxConnections, Math.min(200, maxTotalConnections));
			return new HttpPoolSettings.Pool(max, orElse(this.maxIdleConnections, max),
					orElse(this.maxPendingAcquires, 1000), orElse(this.maxPendingAcquires, 10_000),
					orElse(this.maxIdleTime, Duration.ofSeconds(30)), orElse(this.maxLifeTime, Duration.ofMinutes(10)),
					orElse(this.maxLifeTimeJitter, 0.1), this.maxRequestsPerConnection,
					orElse(this.evictionInterval, Duration.ofSeconds(5)), orElse(this.leasing, Leasing.LIFO));
		}

	}

	/**
	 * How long each phase of a call may take. No field has a default, for the same reason
	 * as in {@link Pool}.
	 */
	public static class Timeouts {

		/**
		 * Time to wait for a connection of the pool.
		 */
		private @Nullable Duration acquire;

		/**
		 * Time to resolve the remote host's name.
		 */
		private @Nullable Duration dns;

		/**
		 * Time to open the TCP connection, the answer of a proxy included.
		 */
		private @Nullable Duration connect;

		/**
		 * Time for the TLS handshake.
		 */
		private @Nullable Duration tlsHandshake;

		/**
		 * Time from the request sent to the headers of the response.
		 */
		private @Nullable Duration response;

		public @Nullable Duration getAcquire() {
			return this.acquire;
		}

		public void setAcquire(@Nullable Duration acquire) {
			this.acquire = acquire;
		}

		public @Nullable Duration getDns() {
			return this.dns;
		}

		public void setDns(@Nullable Duration dns) {
			this.dns = dns;
		}

		public @Nullable Duration getConnect() {
			return this.connect;
		}

		public void setConnect(@Nullable Duration connect) {
			this.connect = connect;
		}

		public @Nullable Duration getTlsHandshake() {
			return this.tlsHandshake;
		}

		public void setTlsHandshake(@Nullable Duration tlsHandshake) {
			this.tlsHandshake = tlsHandshake;
		}

		public @Nullable Duration getResponse() {
			return this.response;
		}

		public void setResponse(@Nullable Duration response) {
			this.response = response;
		}

		/**
		 * Takes over what is not set here.
		 */
		Timeouts inheriting(Timeouts shared) {
			Timeouts merged = new Timeouts();
			merged.acquire = firstSet(this.acquire, shared.acquire);
			merged.dns = firstSet(this.dns, shared.dns);
			merged.connect = firstSet(this.connect, shared.connect);
			merged.tlsHandshake = firstSet(this.tlsHandshake, shared.tlsHandshake);
			merged.response = firstSet(this.response, shared.response);
			return merged;
		}

		/**
		 * Fills in the defaults.
		 */
		HttpPoolSettings.Timeouts settings() {
			return new HttpPoolSettings.Timeouts(orElse(this.acquire, Duration.ofSeconds(2)),
					orElse(this.dns, Duration.ofSeconds(2)), orElse(this.connect, Duration.ofSeconds(2)),
					orElse(this.tlsHandshake, Duration.ofSeconds(5)), orElse(this.response, Duration.ofSeconds(10)));
		}

	}

}
