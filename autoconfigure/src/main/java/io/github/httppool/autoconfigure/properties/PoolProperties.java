package io.github.httppool.autoconfigure.properties;

import java.time.Duration;
import java.util.List;

import io.github.httppool.AddressUse;
import io.github.httppool.HttpPoolSettings;
import io.github.httppool.Leasing;
import io.github.httppool.NameResolver;
import io.github.httppool.Reclaim;
import io.github.httppool.WarmUp;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.NestedConfigurationProperty;
import org.springframework.util.StringUtils;
import org.springframework.util.unit.DataSize;

/**
 * What can be set for the shared pool, below {@code httppool}, and for each client.
 * <p>
 * The defaults are those of {@link HttpPoolSettings#DEFAULT}, repeated as literals
 * because the metadata is generated from them; a test compares the two. What has no
 * default is {@code null} until it is set: it follows another property or limits nothing.
 * Numbers and booleans are boxed, as only then does Spring Boot take an empty text for
 * nothing set.
 */
public class PoolProperties {

	@NestedConfigurationProperty
	private final Pool pool;

	@NestedConfigurationProperty
	private final Timeouts timeouts;

	@NestedConfigurationProperty
	private final Ssl ssl;

	@NestedConfigurationProperty
	private final LeakDetection leakDetection;

	@NestedConfigurationProperty
	private final Retry retry;

	@NestedConfigurationProperty
	private final Limits limits;

	@NestedConfigurationProperty
	private final Proxy proxy;

	@NestedConfigurationProperty
	private final Dns dns;

	@NestedConfigurationProperty
	private final AccessLog accessLog;

	PoolProperties() {
		this(new Proxy());
	}

	/**
	 * Creates properties of which none is set.
	 * @param proxy the part of which a level may have more than others
	 */
	PoolProperties(Proxy proxy) {
		this.pool = new Pool();
		this.timeouts = new Timeouts();
		this.ssl = new Ssl();
		this.leakDetection = new LeakDetection();
		this.retry = new Retry();
		this.limits = new Limits();
		this.proxy = proxy;
		this.dns = new Dns();
		this.accessLog = new AccessLog();
	}

	/**
	 * Takes over the properties of another object, which must not be used any more.
	 */
	PoolProperties(PoolProperties other) {
		this.pool = other.pool;
		this.timeouts = other.timeouts;
		this.ssl = other.ssl;
		this.leakDetection = other.leakDetection;
		this.retry = other.retry;
		this.limits = other.limits;
		this.proxy = other.proxy;
		this.dns = other.dns;
		this.accessLog = other.accessLog;
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

	public Retry getRetry() {
		return this.retry;
	}

	public Limits getLimits() {
		return this.limits;
	}

	public Proxy getProxy() {
		return this.proxy;
	}

	public Dns getDns() {
		return this.dns;
	}

	public AccessLog getAccessLog() {
		return this.accessLog;
	}

	/**
	 * Limits and ages of connections.
	 */
	public static class Pool {

		/**
		 * Connections per remote host, over all clients that share the pool.
		 */
		private Integer maxConnections = 200;

		/**
		 * Connections per remote host that all instances of the application may have
		 * together. Each has its share, and no more than max-connections if that is set.
		 */
		private @Nullable Integer fleetMaxConnections;

		/**
		 * Connections per remote host that event streams, upgraded connections and other
		 * long-lived calls may have; the others are kept for all other calls. All but a
		 * tenth of max-connections unless set.
		 */
		private @Nullable Integer maxStreamingConnections;

		/**
		 * Idle connections kept per remote host; 0 keeps none. As many as max-connections
		 * unless set.
		 */
		private @Nullable Integer maxIdleConnections;

		/**
		 * Idle connections kept ready for the base-url of a client, as far as the limits
		 * allow. TCP and TLS are done, no request is sent.
		 */
		private Integer minIdleConnections = 0;

		/**
		 * When the connections of min-idle-connections are opened first.
		 */
		private WarmUp warmUp = WarmUp.BACKGROUND;

		/**
		 * Callers who may wait per remote host when all its connections are in use; 0
		 * lets none wait.
		 */
		private Integer maxPendingAcquires = 1000;

		/**
		 * Time after which an idle connection is closed. Has to be shorter than
		 * max-life-time.
		 */
		private Duration maxIdleTime = Duration.ofSeconds(30);

		/**
		 * Age at which a connection is closed.
		 */
		private Duration maxLifeTime = Duration.ofMinutes(10);

		/**
		 * Share, from 0 to 1, by which a connection's life may be shortened, so that
		 * connections opened together do not end together.
		 */
		private Double maxLifeTimeJitter = 0.1;

		/**
		 * Requests after which a connection is closed. Any number unless set.
		 */
		private @Nullable Integer maxRequestsPerConnection;

		/**
		 * Time between two sweeps for idle and old connections.
		 */
		private Duration evictionInterval = Duration.ofSeconds(5);

		/**
		 * Idle connection that is used next: the one used last, or the one idle for
		 * longest.
		 */
		private Leasing leasing = Leasing.LIFO;

		/**
		 * Addresses of a name that connections are opened to: all of them, of which one
		 * that cannot be reached is left out, or the first that can be reached.
		 */
		private AddressUse addresses = AddressUse.ALL;

		@NestedConfigurationProperty
		private final KeepAlive keepAlive = new KeepAlive();

		public Integer getMaxConnections() {
			return this.maxConnections;
		}

		public void setMaxConnections(Integer maxConnections) {
			this.maxConnections = maxConnections;
		}

		public @Nullable Integer getFleetMaxConnections() {
			return this.fleetMaxConnections;
		}

		public void setFleetMaxConnections(@Nullable Integer fleetMaxConnections) {
			this.fleetMaxConnections = fleetMaxConnections;
		}

		public @Nullable Integer getMaxStreamingConnections() {
			return this.maxStreamingConnections;
		}

		public void setMaxStreamingConnections(@Nullable Integer maxStreamingConnections) {
			this.maxStreamingConnections = maxStreamingConnections;
		}

		public @Nullable Integer getMaxIdleConnections() {
			return this.maxIdleConnections;
		}

		public void setMaxIdleConnections(@Nullable Integer maxIdleConnections) {
			this.maxIdleConnections = maxIdleConnections;
		}

		public Integer getMinIdleConnections() {
			return this.minIdleConnections;
		}

		public void setMinIdleConnections(Integer minIdleConnections) {
			this.minIdleConnections = minIdleConnections;
		}

		public WarmUp getWarmUp() {
			return this.warmUp;
		}

		public void setWarmUp(WarmUp warmUp) {
			this.warmUp = warmUp;
		}

		public Integer getMaxPendingAcquires() {
			return this.maxPendingAcquires;
		}

		public void setMaxPendingAcquires(Integer maxPendingAcquires) {
			this.maxPendingAcquires = maxPendingAcquires;
		}

		public Duration getMaxIdleTime() {
			return this.maxIdleTime;
		}

		public void setMaxIdleTime(Duration maxIdleTime) {
			this.maxIdleTime = maxIdleTime;
		}

		public Duration getMaxLifeTime() {
			return this.maxLifeTime;
		}

		public void setMaxLifeTime(Duration maxLifeTime) {
			this.maxLifeTime = maxLifeTime;
		}

		public Double getMaxLifeTimeJitter() {
			return this.maxLifeTimeJitter;
		}

		public void setMaxLifeTimeJitter(Double maxLifeTimeJitter) {
			this.maxLifeTimeJitter = maxLifeTimeJitter;
		}

		public @Nullable Integer getMaxRequestsPerConnection() {
			return this.maxRequestsPerConnection;
		}

		public void setMaxRequestsPerConnection(@Nullable Integer maxRequestsPerConnection) {
			this.maxRequestsPerConnection = maxRequestsPerConnection;
		}

		public Duration getEvictionInterval() {
			return this.evictionInterval;
		}

		public void setEvictionInterval(Duration evictionInterval) {
			this.evictionInterval = evictionInterval;
		}

		public Leasing getLeasing() {
			return this.leasing;
		}

		public void setLeasing(Leasing leasing) {
			this.leasing = leasing;
		}

		public AddressUse getAddresses() {
			return this.addresses;
		}

		public void setAddresses(AddressUse addresses) {
			this.addresses = addresses;
		}

		public KeepAlive getKeepAlive() {
			return this.keepAlive;
		}

		/**
		 * Returns the settings, given the limits that also depend on other properties.
		 */
		HttpPoolSettings.Pool settings(int maxConnections, int maxIdleConnections, int minIdleConnections,
				int maxPendingBurst) {
			return new HttpPoolSettings.Pool(maxConnections, maxIdleConnections, this.maxPendingAcquires,
					maxPendingBurst, this.maxIdleTime, this.maxLifeTime, this.maxLifeTimeJitter,
					this.maxRequestsPerConnection, this.evictionInterval, this.leasing, this.keepAlive.settings(),
					minIdleConnections, this.warmUp, this.maxStreamingConnections);
		}

	}

	/**
	 * How the pool follows the server's own limits of how long it keeps a connection.
	 */
	public static class KeepAlive {

		/**
		 * Whether connections are closed before the server does, as it says in its
		 * Keep-Alive header.
		 */
		private Boolean honorServerHint = true;

		/**
		 * Whether the server's limits, of idle time and of requests, are learned from the
		 * connections that it closes.
		 */
		private Boolean learn = true;

		/**
		 * Time by which an idle connection is closed before the server does, at most a
		 * fifth of the server's limit.
		 */
		private Duration margin = Duration.ofSeconds(1);

		/**
		 * Whether requests say Connection: keep-alive, upon which some servers tell their
		 * limits.
		 */
		private Boolean ask = false;

		public Boolean getHonorServerHint() {
			return this.honorServerHint;
		}

		public void setHonorServerHint(Boolean honorServerHint) {
			this.honorServerHint = honorServerHint;
		}

		public Boolean getLearn() {
			return this.learn;
		}

		public void setLearn(Boolean learn) {
			this.learn = learn;
		}

		public Duration getMargin() {
			return this.margin;
		}

		public void setMargin(Duration margin) {
			this.margin = margin;
		}

		public Boolean getAsk() {
			return this.ask;
		}

		public void setAsk(Boolean ask) {
			this.ask = ask;
		}

		HttpPoolSettings.KeepAlive settings() {
			return new HttpPoolSettings.KeepAlive(this.honorServerHint, this.learn, this.margin, this.ask);
		}

	}

	/**
	 * How long each phase of a call may take.
	 */
	public static class Timeouts {

		/**
		 * Time to wait for a connection of the pool.
		 */
		private Duration acquire = Duration.ofSeconds(2);

		/**
		 * Time to resolve the remote host's name.
		 */
		private Duration dns = Duration.ofSeconds(2);

		/**
		 * Time to open the TCP connection, the answer of a proxy included.
		 */
		private Duration connect = Duration.ofSeconds(2);

		/**
		 * Time for the TLS handshake.
		 */
		private Duration tlsHandshake = Duration.ofSeconds(5);

		/**
		 * Time from the request sent to the headers of the response.
		 */
		private Duration response = Duration.ofSeconds(10);

		/**
		 * Time between two pieces of a response, while its consumer asks for more.
		 */
		private Duration readIdle = Duration.ofSeconds(30);

		/**
		 * Time for the server to take more of a request that is being sent.
		 */
		private Duration writeIdle = Duration.ofSeconds(30);

		/**
		 * Time for the whole call, waiting for a connection and redirects included; 0 for
		 * no limit. Unless set, it is 30s or what the phases up to the response may take,
		 * and spares a body that flows.
		 */
		private @Nullable Duration total;

		/**
		 * Bytes a second, as a mean over read-idle, below which a body does not flow when
		 * the default of total has passed; 0 spares every body.
		 */
		private DataSize minRate = DataSize.ofKilobytes(1);

		/**
		 * Name of a request header that tells the server how many milliseconds the call
		 * has left, for example X-Deadline-Ms. None unless set.
		 */
		private @Nullable String deadlineHeader;

		public Duration getAcquire() {
			return this.acquire;
		}

		public void setAcquire(Duration acquire) {
			this.acquire = acquire;
		}

		public Duration getDns() {
			return this.dns;
		}

		public void setDns(Duration dns) {
			this.dns = dns;
		}

		public Duration getConnect() {
			return this.connect;
		}

		public void setConnect(Duration connect) {
			this.connect = connect;
		}

		public Duration getTlsHandshake() {
			return this.tlsHandshake;
		}

		public void setTlsHandshake(Duration tlsHandshake) {
			this.tlsHandshake = tlsHandshake;
		}

		public Duration getResponse() {
			return this.response;
		}

		public void setResponse(Duration response) {
			this.response = response;
		}

		public Duration getReadIdle() {
			return this.readIdle;
		}

		public void setReadIdle(Duration readIdle) {
			this.readIdle = readIdle;
		}

		public Duration getWriteIdle() {
			return this.writeIdle;
		}

		public void setWriteIdle(Duration writeIdle) {
			this.writeIdle = writeIdle;
		}

		public @Nullable Duration getTotal() {
			return this.total;
		}

		public void setTotal(@Nullable Duration total) {
			this.total = total;
		}

		public DataSize getMinRate() {
			return this.minRate;
		}

		public void setMinRate(DataSize minRate) {
			this.minRate = minRate;
		}

		public @Nullable String getDeadlineHeader() {
			return this.deadlineHeader;
		}

		public void setDeadlineHeader(@Nullable String deadlineHeader) {
			this.deadlineHeader = deadlineHeader;
		}

		HttpPoolSettings.Timeouts settings() {
			HttpPoolSettings.Timeouts phases = new HttpPoolSettings.Timeouts(this.acquire, this.dns, this.connect,
					this.tlsHandshake, this.response);
			return new HttpPoolSettings.Timeouts(this.acquire, this.dns, this.connect, this.tlsHandshake, this.response,
					this.readIdle, this.writeIdle, total(phases.untilResponse()),
					StringUtils.hasLength(this.deadlineHeader) ? this.deadlineHeader : null);
		}

		private HttpPoolSettings.Total total(Duration untilResponse) {
			return (this.total != null) ? new HttpPoolSettings.Total(this.total, true, this.minRate.toBytes())
					: HttpPoolSettings.Total.unlessSet(untilResponse, this.minRate.toBytes());
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

	}

	/**
	 * How responses that nobody closes are found.
	 */
	public static class LeakDetection {

		/**
		 * Whether responses that nobody closes are looked for.
		 */
		private Boolean enabled = true;

		/**
		 * Time after which a call that still has its connection is reported as suspected.
		 */
		private Duration threshold = Duration.ofSeconds(60);

		/**
		 * Which leaked connections are taken back: none, those whose response nobody can
		 * reach any more, or all that are older than reclaim-after as well.
		 */
		private Reclaim reclaim = Reclaim.CONFIRMED;

		/**
		 * Age at which any call loses its connection. Only with reclaim "after", which
		 * needs it.
		 */
		private @Nullable Duration reclaimAfter;

		/**
		 * One request in this many, but at most 200 a second, records where in the
		 * application it is made; 1 records every request. Requests like one that has
		 * leaked are all recorded for some minutes.
		 */
		private Integer callSiteSampling = 16;

		public Boolean getEnabled() {
			return this.enabled;
		}

		public void setEnabled(Boolean enabled) {
			this.enabled = enabled;
		}

		public Duration getThreshold() {
			return this.threshold;
		}

		public void setThreshold(Duration threshold) {
			this.threshold = threshold;
		}

		public Reclaim getReclaim() {
			return this.reclaim;
		}

		public void setReclaim(Reclaim reclaim) {
			this.reclaim = reclaim;
		}

		public @Nullable Duration getReclaimAfter() {
			return this.reclaimAfter;
		}

		public void setReclaimAfter(@Nullable Duration reclaimAfter) {
			this.reclaimAfter = reclaimAfter;
		}

		public Integer getCallSiteSampling() {
			return this.callSiteSampling;
		}

		public void setCallSiteSampling(Integer callSiteSampling) {
			this.callSiteSampling = callSiteSampling;
		}

		HttpPoolSettings.LeakDetection settings() {
			return new HttpPoolSettings.LeakDetection(this.enabled, this.threshold, this.reclaim, this.reclaimAfter,
					this.callSiteSampling);
		}

	}

	/**
	 * Which calls are repeated when they fail.
	 */
	public static class Retry {

		/**
		 * Times that a call is tried at most, the first included; 1 repeats none.
		 */
		private Integer maxAttempts = 1;

		/**
		 * Longest pause before the second attempt, doubled before each further one.
		 */
		private Duration backoff = Duration.ofMillis(100);

		/**
		 * Longest pause before any attempt.
		 */
		private Duration maxBackoff = Duration.ofSeconds(2);

		/**
		 * Share, from 0 to 1, of a pause that is left to chance.
		 */
		private Double jitter = 1.0;

		/**
		 * Status codes of responses that are given up for another attempt.
		 */
		private List<Integer> statuses = List.of(502, 503, 504, 429);

		/**
		 * Share, from 0 to 1, of the active calls that may be repeated attempts.
		 */
		private Double budget = 0.2;

		/**
		 * Repeated attempts that may be active however few calls are.
		 */
		private Integer budgetMin = 3;

		public Integer getMaxAttempts() {
			return this.maxAttempts;
		}

		public void setMaxAttempts(Integer maxAttempts) {
			this.maxAttempts = maxAttempts;
		}

		public Duration getBackoff() {
			return this.backoff;
		}

		public void setBackoff(Duration backoff) {
			this.backoff = backoff;
		}

		public Duration getMaxBackoff() {
			return this.maxBackoff;
		}

		public void setMaxBackoff(Duration maxBackoff) {
			this.maxBackoff = maxBackoff;
		}

		public Double getJitter() {
			return this.jitter;
		}

		public void setJitter(Double jitter) {
			this.jitter = jitter;
		}

		public List<Integer> getStatuses() {
			return this.statuses;
		}

		public void setStatuses(List<Integer> statuses) {
			this.statuses = statuses;
		}

		public Double getBudget() {
			return this.budget;
		}

		public void setBudget(Double budget) {
			this.budget = budget;
		}

		public Integer getBudgetMin() {
			return this.budgetMin;
		}

		public void setBudgetMin(Integer budgetMin) {
			this.budgetMin = budgetMin;
		}

		HttpPoolSettings.Retry settings() {
			return new HttpPoolSettings.Retry(this.maxAttempts, this.backoff, this.maxBackoff, this.jitter,
					this.statuses, this.budget, this.budgetMin);
		}

	}

	/**
	 * How large a response may be.
	 */
	public static class Limits {

		/**
		 * Size of a response body, as it arrives, above which the call fails; 0 takes
		 * any.
		 */
		private DataSize maxResponseSize = DataSize.ofBytes(0);

		/**
		 * Size of a compressed response body, once it is decompressed, above which the
		 * call fails; 0 takes any.
		 */
		private DataSize maxDecompressedSize = DataSize.ofBytes(0);

		public DataSize getMaxResponseSize() {
			return this.maxResponseSize;
		}

		public void setMaxResponseSize(DataSize maxResponseSize) {
			this.maxResponseSize = maxResponseSize;
		}

		public DataSize getMaxDecompressedSize() {
			return this.maxDecompressedSize;
		}

		public void setMaxDecompressedSize(DataSize maxDecompressedSize) {
			this.maxDecompressedSize = maxDecompressedSize;
		}

		HttpPoolSettings.Limits settings() {
			return new HttpPoolSettings.Limits(this.maxResponseSize.toBytes(), this.maxDecompressedSize.toBytes());
		}

	}

	/**
	 * The proxy that connections go through.
	 */
	public static class Proxy {

		/**
		 * Proxy that connections go through: http://host:port, which is asked by CONNECT,
		 * or socks5://host:port. Empty for none, also if environment variables name one.
		 */
		private @Nullable String url;

		/**
		 * User name that the proxy is told.
		 */
		private @Nullable String username;

		/**
		 * Password that the proxy is told.
		 */
		private @Nullable String password;

		/**
		 * Targets that are reached without the proxy: hosts, suffixes such as .example,
		 * addresses and blocks such as 10.0.0.0/8, each with or without :port.
		 */
		private @Nullable List<String> noProxy;

		public @Nullable String getUrl() {
			return this.url;
		}

		public void setUrl(@Nullable String url) {
			this.url = url;
		}

		public @Nullable String getUsername() {
			return this.username;
		}

		public void setUsername(@Nullable String username) {
			this.username = username;
		}

		public @Nullable String getPassword() {
			return this.password;
		}

		public void setPassword(@Nullable String password) {
			this.password = password;
		}

		public @Nullable List<String> getNoProxy() {
			return this.noProxy;
		}

		public void setNoProxy(@Nullable List<String> noProxy) {
			this.noProxy = noProxy;
		}

	}

	/**
	 * How names of hosts are resolved.
	 */
	public static class Dns {

		/**
		 * Resolver of names: Netty's, which asks the name servers itself, or that of the
		 * Java runtime.
		 */
		private NameResolver resolver = NameResolver.NETTY;

		/**
		 * Time for which the addresses of a name are kept at most, whatever the name
		 * server says; 0 keeps none.
		 */
		private Duration maxTtl = Duration.ofSeconds(60);

		/**
		 * Time for which the addresses of a name are kept at least, whatever the name
		 * server says; not for the resolver of the Java runtime.
		 */
		private Duration minTtl = Duration.ofSeconds(0);

		/**
		 * Time for which it is kept that a name has no address; 0 keeps nothing.
		 */
		private Duration negativeTtl = Duration.ofSeconds(1);

		/**
		 * Number of dots from which on a name is tried as it is before the search domains
		 * are. As resolv.conf says unless set; not for the resolver of the Java runtime.
		 */
		private @Nullable Integer ndots;

		/**
		 * Domains that are appended to a name that is not complete. Those of resolv.conf
		 * unless set; not for the resolver of the Java runtime.
		 */
		private @Nullable List<String> searchDomains;

		public NameResolver getResolver() {
			return this.resolver;
		}

		public void setResolver(NameResolver resolver) {
			this.resolver = resolver;
		}

		public Duration getMaxTtl() {
			return this.maxTtl;
		}

		public void setMaxTtl(Duration maxTtl) {
			this.maxTtl = maxTtl;
		}

		public Duration getMinTtl() {
			return this.minTtl;
		}

		public void setMinTtl(Duration minTtl) {
			this.minTtl = minTtl;
		}

		public Duration getNegativeTtl() {
			return this.negativeTtl;
		}

		public void setNegativeTtl(Duration negativeTtl) {
			this.negativeTtl = negativeTtl;
		}

		public @Nullable Integer getNdots() {
			return this.ndots;
		}

		public void setNdots(@Nullable Integer ndots) {
			this.ndots = ndots;
		}

		public @Nullable List<String> getSearchDomains() {
			return this.searchDomains;
		}

		public void setSearchDomains(@Nullable List<String> searchDomains) {
			this.searchDomains = searchDomains;
		}

		HttpPoolSettings.Names settings(AddressUse addresses) {
			return new HttpPoolSettings.Names(addresses, this.resolver, this.maxTtl, this.minTtl, this.negativeTtl,
					this.ndots, this.searchDomains);
		}

	}

	/**
	 * Which calls are logged, a line each.
	 */
	public static class AccessLog {

		/**
		 * Whether each call is logged with level INFO by the logger
		 * io.github.httppool.access. With level DEBUG of that logger calls are logged
		 * without this.
		 */
		private Boolean enabled = false;

		/**
		 * Share, from 0 to 1, of the calls that went well which are logged. Others are
		 * logged always.
		 */
		private Double sampling = 1.0;

		public Boolean getEnabled() {
			return this.enabled;
		}

		public void setEnabled(Boolean enabled) {
			this.enabled = enabled;
		}

		public Double getSampling() {
			return this.sampling;
		}

		public void setSampling(Double sampling) {
			this.sampling = sampling;
		}

		HttpPoolSettings.AccessLog settings() {
			return new HttpPoolSettings.AccessLog(this.enabled, this.sampling);
		}

	}

}
