package io.github.httppool.autoconfigure.properties;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import io.github.httppool.NetworkTransport;
import io.github.httppool.boot.CallGuardKind;
import io.github.httppool.boot.EventLoopCount;
import io.github.httppool.metrics.MeterNaming;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Everything that can be set under {@code httppool}, as bound and not yet checked.
 * {@link EffectiveProperties} checks it and fills in what is {@code null}.
 */
@ConfigurationProperties("httppool")
public class HttpPoolProperties extends PoolProperties {

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
	 * Threads that do the network work of all pools, or 'shared' with the web server on
	 * Reactor Netty. Half as many as the machine has cores, at least 1, unless set.
	 */
	private @Nullable EventLoopCount eventLoops;

	/**
	 * Way in which the event loops wait for the network. 'auto' is epoll or kqueue where
	 * Netty has it, otherwise nio; never io_uring.
	 */
	private NetworkTransport transport = NetworkTransport.AUTO;

	private final Shutdown shutdown = new Shutdown();

	private final Metrics metrics = new Metrics();

	private final Fleet fleet = new Fleet();

	private final Tracing tracing = new Tracing();

	private final Events events = new Events();

	/**
	 * Clients with a pool of their own, by the pool's name. What is not set for a client
	 * is as for the shared pool.
	 */
	private Map<String, Client> clients = new LinkedHashMap<>();

	private final SharedProxy proxy;

	public HttpPoolProperties() {
		this(new SharedProxy());
	}

	private HttpPoolProperties(SharedProxy proxy) {
		super(proxy);
		this.proxy = proxy;
	}

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

	public @Nullable EventLoopCount getEventLoops() {
		return this.eventLoops;
	}

	public void setEventLoops(@Nullable EventLoopCount eventLoops) {
		this.eventLoops = eventLoops;
	}

	public NetworkTransport getTransport() {
		return this.transport;
	}

	public void setTransport(NetworkTransport transport) {
		this.transport = transport;
	}

	@Override
	public SharedProxy getProxy() {
		return this.proxy;
	}

	public Shutdown getShutdown() {
		return this.shutdown;
	}

	public Fleet getFleet() {
		return this.fleet;
	}

	public Metrics getMetrics() {
		return this.metrics;
	}

	public Tracing getTracing() {
		return this.tracing;
	}

	public Events getEvents() {
		return this.events;
	}

	public Map<String, Client> getClients() {
		return this.clients;
	}

	public void setClients(Map<String, Client> clients) {
		this.clients = clients;
	}

	/**
	 * Returns which clients are load-balanced.
	 * @return their names
	 */
	public Set<String> loadBalancedClients() {
		return clients(Client::isLoadBalanced);
	}

	/**
	 * Returns which clients have a guard.
	 * @param kind kind of the guard
	 * @return their names
	 */
	public Set<String> guardedClients(CallGuardKind kind) {
		return clients((client) -> client.guard(kind).getEnabled());
	}

	private Set<String> clients(Predicate<Client> predicate) {
		return this.clients.entrySet()
			.stream()
			.filter((client) -> predicate.test(client.getValue()))
			.map(Map.Entry::getKey)
			.collect(Collectors.toSet());
	}

	/**
	 * How the pools end.
	 */
	public static class Shutdown {

		/**
		 * Time that calls in flight are given to finish when the application stops or a
		 * pool is drained; 0 gives them none.
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
	 * The instances of this application, which share the limits of their upstreams.
	 */
	public static class Fleet {

		/**
		 * Instances of this application that run, by which fleet-max-connections is
		 * divided. Used until service discovery reports instances.
		 */
		private Integer replicas = 1;

		/**
		 * Whether the instances are counted by Spring Cloud's service discovery, if the
		 * application has it.
		 */
		private boolean discovery = true;

		public Integer getReplicas() {
			return this.replicas;
		}

		public void setReplicas(Integer replicas) {
			this.replicas = replicas;
		}

		public boolean isDiscovery() {
			return this.discovery;
		}

		public void setDiscovery(boolean discovery) {
			this.discovery = discovery;
		}

	}

	/**
	 * The proxies of all pools that set none of their own.
	 */
	public static class SharedProxy extends Proxy {

		/**
		 * Whether a pool for which no proxy is set uses those of the environment
		 * variables HTTP_PROXY, HTTPS_PROXY, ALL_PROXY and NO_PROXY.
		 */
		private Boolean fromEnvironment = true;

		public Boolean getFromEnvironment() {
			return this.fromEnvironment;
		}

		public void setFromEnvironment(Boolean fromEnvironment) {
			this.fromEnvironment = fromEnvironment;
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

		/**
		 * Whether meters by host are named as those of Micrometer or as OpenTelemetry's
		 * semantic conventions for HTTP clients say.
		 */
		private MeterNaming naming = MeterNaming.MICROMETER;

		public int getMaxHosts() {
			return this.maxHosts;
		}

		public void setMaxHosts(int maxHosts) {
			this.maxHosts = maxHosts;
		}

		public MeterNaming getNaming() {
			return this.naming;
		}

		public void setNaming(MeterNaming naming) {
			this.naming = naming;
		}

	}

	/**
	 * What the pools add to traces.
	 */
	public static class Tracing {

		/**
		 * Whether traces have spans for waits for a connection, and for connections that
		 * are opened.
		 */
		private boolean enabled = true;

		public boolean isEnabled() {
			return this.enabled;
		}

		public void setEnabled(boolean enabled) {
			this.enabled = enabled;
		}

	}

	/**
	 * What the flight recorder keeps.
	 */
	public static class Events {

		/**
		 * Events of all pools that are kept, for the endpoint to show; 0 keeps none.
		 */
		private int size = 512;

		public int getSize() {
			return this.size;
		}

		public void setSize(int size) {
			this.size = size;
		}

	}

	/**
	 * A client with a pool of its own.
	 */
	public static class Client extends PoolProperties {

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

		private final CircuitBreaker circuitBreaker = new CircuitBreaker();

		private final RateLimiter rateLimiter = new RateLimiter();

		public Client() {
		}

		/**
		 * Creates a client with a level of its own, for which nothing is set yet that is
		 * not set for the shared pool.
		 * @param shared copy of the shared level, which the client is going to change
		 */
		Client(PoolProperties shared) {
			super(shared);
		}

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

		public CircuitBreaker getCircuitBreaker() {
			return this.circuitBreaker;
		}

		public RateLimiter getRateLimiter() {
			return this.rateLimiter;
		}

		private Guard guard(CallGuardKind kind) {
			return switch (kind) {
				case CIRCUIT_BREAKER -> this.circuitBreaker;
				case RATE_LIMITER -> this.rateLimiter;
			};
		}

		/**
		 * Something that may refuse the client's calls.
		 */
		private interface Guard {

			Boolean getEnabled();

		}

		/**
		 * The circuit breaker of a client.
		 */
		public static class CircuitBreaker implements Guard {

			/**
			 * Whether the instance of the client's name from Resilience4j's
			 * CircuitBreakerRegistry guards the client's calls.
			 */
			private Boolean enabled = false;

			@Override
			public Boolean getEnabled() {
				return this.enabled;
			}

			public void setEnabled(Boolean enabled) {
				this.enabled = enabled;
			}

		}

		/**
		 * The rate limiter of a client.
		 */
		public static class RateLimiter implements Guard {

			/**
			 * Whether the instance of the client's name from Resilience4j's
			 * RateLimiterRegistry guards the client's calls.
			 */
			private Boolean enabled = false;

			@Override
			public Boolean getEnabled() {
				return this.enabled;
			}

			public void setEnabled(Boolean enabled) {
				this.enabled = enabled;
			}

		}

	}

}
