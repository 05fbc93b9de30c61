package io.github.httppool;

import java.time.Duration;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * Builds the settings of one pool, for an application without Spring Boot. Every method
 * throws an {@link IllegalArgumentException} if a value is out of range. For use by one
 * thread.
 */
public final class HttpPoolSettingsBuilder {

	/** Anything less would become 0, which Netty takes as no timeout at all. */
	private static final Duration SHORTEST = Duration.ofMillis(1);

	/** Netty counts timeouts in milliseconds, in an int. */
	private static final Duration LONGEST = Duration.ofDays(24);

	private static final HttpPoolSettings.Pool POOL = HttpPoolSettings.Pool.DEFAULT;

	private int maxConnections = POOL.maxConnections();

	private @Nullable Integer maxIdleConnections;

	private int minIdleConnections = POOL.minIdleConnections();

	private WarmUp warmUp = POOL.warmUp();

	private @Nullable Integer maxStreamingConnections;

	private @Nullable Integer maxPendingAcquires;

	private Duration maxIdleTime = POOL.maxIdleTime();

	private Duration maxLifeTime = POOL.maxLifeTime();

	private double maxLifeTimeJitter = POOL.maxLifeTimeJitter();

	private @Nullable Integer maxRequestsPerConnection = POOL.maxRequestsPerConnection();

	private Duration evictionInterval = POOL.evictionInterval();

	private Leasing leasing = POOL.leasing();

	private HttpPoolSettings.KeepAlive keepAlive = POOL.keepAlive();

	private HttpPoolSettings.Timeouts timeouts = HttpPoolSettings.Timeouts.DEFAULT;

	private HttpPoolSettings.LeakDetection leakDetection = HttpPoolSettings.LeakDetection.DEFAULT;

	private HttpPoolSettings.Retry retry = HttpPoolSettings.Retry.DEFAULT;

	private HttpPoolSettings.Limits limits = HttpPoolSettings.Limits.NONE;

	private ProxySettings proxy = ProxySettings.NONE;

	private HttpPoolSettings.Names names = HttpPoolSettings.Names.DEFAULT;

	private HttpPoolSettings.AccessLog accessLog = HttpPoolSettings.AccessLog.DEFAULT;

	HttpPoolSettingsBuilder() {
	}

	/**
	 * Limits the connections per remote host; 200 unless set.
	 * @param max the limit, at least 1
	 * @return this builder
	 */
	public HttpPoolSettingsBuilder maxConnections(int max) {
		this.maxConnections = atLeast(1, max, "maxConnections");
		return this;
	}

	/**
	 * Limits the idle connections kept per remote host; the same as the limit of
	 * connections unless set.
	 * @param max the limit, 0 keeps none
	 * @return this builder
	 */
	public HttpPoolSettingsBuilder maxIdleConnections(int max) {
		this.maxIdleConnections = atLeast(0, max, "maxIdleConnections");
		return this;
	}

	/**
	 * Sets how many connections per remote host event streams, upgraded connections and
	 * other long-lived calls may have; the others are left to all other calls. All but a
	 * tenth of {@code maxConnections} unless set.
	 * @param max at least 1; as many as {@code maxConnections} leave none
	 * @return this builder
	 * @throws IllegalArgumentException if it is out of range
	 */
	public HttpPoolSettingsBuilder maxStreamingConnections(int max) {
		this.maxStreamingConnections = atLeast(1, max, "maxStreamingConnections");
		return this;
	}

	/**
	 * Sets how many idle connections are kept ready for the base URL of the pool
	 * ({@link HttpPoolsBuilder#baseUrl}), as far as the limits allow; none unless set.
	 * @param min the number, at most the limit of idle connections
	 * @return this builder
	 */
	public HttpPoolSettingsBuilder minIdleConnections(int min) {
		this.minIdleConnections = atLeast(0, min, "minIdleConnections");
		return this;
	}

	/**
	 * Sets when those connections are opened first; when the pools are built unless set.
	 * @param when when
	 * @return this builder
	 */
	public HttpPoolSettingsBuilder warmUp(WarmUp when) {
		this.warmUp = Objects.requireNonNull(when, "when");
		return this;
	}

	/**
	 * Limits the callers who may wait per remote host; 1000 unless set, and 10,000 while
	 * the queue moves quickly.
	 * @param max the limit, 0 lets none wait
	 * @return this builder
	 */
	public HttpPoolSettingsBuilder maxPendingAcquires(int max) {
		this.maxPendingAcquires = atLeast(0, max, "maxPendingAcquires");
		return this;
	}

	/**
	 * Sets how long a connection may stay idle; 30 seconds unless set.
	 * @param time from a millisecond to 24 days, and shorter than the life time
	 * @return this builder
	 */
	public HttpPoolSettingsBuilder maxIdleTime(Duration time) {
		this.maxIdleTime = time(time, "maxIdleTime");
		return this;
	}

	/**
	 * Sets how old a connection may become; 10 minutes unless set.
	 * @param time from a millisecond to 24 days
	 * @param jitter share, from 0 to 1, by which a connection's life may be shortened, so
	 * that connections opened together do not expire together
	 * @return this builder
	 */
	public HttpPoolSettingsBuilder maxLifeTime(Duration time, double jitter) {
		this.maxLifeTime = time(time, "maxLifeTime");
		share(jitter, "jitter");
		this.maxLifeTimeJitter = jitter;
		return this;
	}

	/**
	 * Limits the requests that a connection may serve; any number unless set.
	 * @param max the limit, at least 1
	 * @return this builder
	 */
	public HttpPoolSettingsBuilder maxRequestsPerConnection(int max) {
		this.maxRequestsPerConnection = atLeast(1, max, "maxRequestsPerConnection");
		return this;
	}

	/**
	 * Sets the time between two sweeps for idle and old connections; 5 seconds unless
	 * set.
	 * @param interval from a millisecond to 24 days
	 * @return this builder
	 */
	public HttpPoolSettingsBuilder evictionInterval(Duration interval) {
		this.evictionInterval = time(interval, "evictionInterval");
		return this;
	}

	/**
	 * Sets which idle connection is leased next; the most recently used one unless set.
	 * @param order the order
	 * @return this builder
	 */
	public HttpPoolSettingsBuilder leasing(Leasing order) {
		this.leasing = Objects.requireNonNull(order, "order");
		return this;
	}

	/**
	 * Sets how the pool follows the server's own limits; it honours and learns them
	 * unless set.
	 * @param follow what to follow; its margin from 0 to 24 days
	 * @return this builder
	 */
	public HttpPoolSettingsBuilder keepAlive(HttpPoolSettings.KeepAlive follow) {
		check(!follow.margin().isNegative() && follow.margin().compareTo(LONGEST) <= 0, "margin", follow.margin(),
				"from 0 to 24 days");
		this.keepAlive = follow;
		return this;
	}

	/**
	 * Sets how long each phase of a call may take.
	 * @param limits the limits, each from a millisecond to 24 days; the header, if there
	 * is one, as {@link HttpPoolSettings.Timeouts#isDeadlineHeader} says
	 * @return this builder
	 */
	public HttpPoolSettingsBuilder timeouts(HttpPoolSettings.Timeouts limits) {
		time(limits.acquire(), "acquire");
		time(limits.dns(), "dns");
		time(limits.connect(), "connect");
		time(limits.tlsHandshake(), "tlsHandshake");
		time(limits.response(), "response");
		time(limits.readIdle(), "readIdle");
		time(limits.writeIdle(), "writeIdle");
		if (!limits.total().limit().isZero()) {
			time(limits.total().limit(), "total");
		}
		check(limits.total().minRate() >= 0, "minRate", limits.total().minRate(), "0 or more");
		String header = limits.deadlineHeader();
		check(header == null || HttpPoolSettings.Timeouts.isDeadlineHeader(header), "deadlineHeader", header,
				"the name of a header that HTTP itself does not use");
		this.timeouts = limits;
		return this;
	}

	/**
	 * Sets how responses that are never closed are found, and what is done about them.
	 * @param detection what to look for
	 * @return this builder
	 */
	public HttpPoolSettingsBuilder leakDetection(HttpPoolSettings.LeakDetection detection) {
		time(detection.threshold(), "threshold");
		atLeast(1, detection.callSiteSampling(), "callSiteSampling");
		if (detection.reclaim() == Reclaim.AFTER) {
			Duration age = detection.reclaimAfter();
			check(age != null, "reclaimAfter", age, "set with reclaim AFTER");
		}
		this.leakDetection = detection;
		return this;
	}

	/**
	 * Sets which calls are repeated when they fail; none unless set.
	 * @param repeats at least 1 attempt, pauses from a millisecond to 24 days of which
	 * the longest is not shorter than the first, shares from 0 to 1, status codes from
	 * 400 to 599
	 * @return this builder
	 */
	public HttpPoolSettingsBuilder retry(HttpPoolSettings.Retry repeats) {
		atLeast(1, repeats.maxAttempts(), "maxAttempts");
		time(repeats.backoff(), "backoff");
		time(repeats.maxBackoff(), "maxBackoff");
		check(repeats.backoff().compareTo(repeats.maxBackoff()) <= 0, "backoff", repeats.backoff(),
				"at most maxBackoff, which is " + repeats.maxBackoff());
		share(repeats.jitter(), "jitter");
		share(repeats.budget(), "budget");
		atLeast(0, repeats.budgetMin(), "budgetMin");
		repeats.statuses()
			.forEach((status) -> check(status >= 400 && status <= 599, "status", status, "from 400 to 599"));
		this.retry = repeats;
		return this;
	}

	/**
	 * Limits how large a response may be; not limited unless set.
	 * @param sizes the limits in bytes, 0 for none
	 * @return this builder
	 */
	public HttpPoolSettingsBuilder limits(HttpPoolSettings.Limits sizes) {
		check(sizes.maxResponseSize() >= 0, "maxResponseSize", sizes.maxResponseSize(), "0 or more");
		check(sizes.maxDecompressedSize() >= 0, "maxDecompressedSize", sizes.maxDecompressedSize(), "0 or more");
		this.limits = sizes;
		return this;
	}

	/**
	 * Sets which proxies the connections go through; none unless set, also if environment
	 * variables name some.
	 * @param through the proxies, such as
	 * {@code ProxySettings.through(ProxyServer.of(url))} or
	 * {@code ProxySettings.fromEnvironment(System.getenv())}
	 * @return this builder
	 */
	public HttpPoolSettingsBuilder proxy(ProxySettings through) {
		this.proxy = Objects.requireNonNull(through, "through");
		return this;
	}

	/**
	 * Sets how names of hosts are resolved, and which of their addresses are used; all
	 * addresses unless set.
	 * @param resolution times to live from 0 to 24 days, of which the least is not longer
	 * than the longest; {@code ndots} 0 or more
	 * @return this builder
	 */
	public HttpPoolSettingsBuilder names(HttpPoolSettings.Names resolution) {
		timeToLive(resolution.maxTtl(), "maxTtl");
		timeToLive(resolution.minTtl(), "minTtl");
		timeToLive(resolution.negativeTtl(), "negativeTtl");
		check(resolution.minTtl().compareTo(resolution.maxTtl()) <= 0, "minTtl", resolution.minTtl(),
				"at most maxTtl, which is " + resolution.maxTtl());
		Integer ndots = resolution.ndots();
		check(ndots == null || ndots >= 0, "ndots", ndots, "0 or more");
		this.names = resolution;
		return this;
	}

	/**
	 * Sets which calls are logged, a line each, by the logger
	 * {@code io.github.httppool.access}; none unless set, or unless that logger has level
	 * DEBUG.
	 * @param log which calls; the share from 0 to 1
	 * @return this builder
	 */
	public HttpPoolSettingsBuilder accessLog(HttpPoolSettings.AccessLog log) {
		share(log.sampling(), "sampling");
		this.accessLog = log;
		return this;
	}

	private static void timeToLive(Duration value, String name) {
		check(!value.isNegative() && value.compareTo(LONGEST) <= 0, name, value, "from 0 to 24 days");
	}

	/**
	 * Builds the settings.
	 * @return the settings
	 * @throws IllegalArgumentException if two of them contradict each other
	 */
	public HttpPoolSettings build() {
		int idle = (this.maxIdleConnections != null) ? this.maxIdleConnections : this.maxConnections;
		check(idle <= this.maxConnections, "maxIdleConnections", idle,
				"at most maxConnections, which is " + this.maxConnections);
		check(this.minIdleConnections <= idle, "minIdleConnections", this.minIdleConnections,
				"at most maxIdleConnections, which is " + idle);
		check(this.maxIdleTime.compareTo(this.maxLifeTime) < 0, "maxIdleTime", this.maxIdleTime,
				"shorter than maxLifeTime, which is " + this.maxLifeTime);
		int pending = (this.maxPendingAcquires != null) ? this.maxPendingAcquires : POOL.maxPendingAcquires();
		int burst = (this.maxPendingAcquires != null) ? this.maxPendingAcquires : POOL.maxPendingBurst();
		return new HttpPoolSettings(
				new HttpPoolSettings.Pool(this.maxConnections, idle, pending, burst, this.maxIdleTime, this.maxLifeTime,
						this.maxLifeTimeJitter, this.maxRequestsPerConnection, this.evictionInterval, this.leasing,
						this.keepAlive, this.minIdleConnections, this.warmUp, this.maxStreamingConnections),
				this.timeouts, this.leakDetection, this.retry, this.limits, this.proxy, this.names, this.accessLog);
	}

	private static int atLeast(int least, int value, String name) {
		check(value >= least, name, value, least + " or more");
		return value;
	}

	private static Duration time(Duration value, String name) {
		check(value.compareTo(SHORTEST) >= 0 && value.compareTo(LONGEST) <= 0, name, value, "from 1 ms to 24 days");
		return value;
	}

	private static void share(double value, String name) {
		check(value >= 0 && value <= 1, name, value, "from 0 to 1");
	}

	private static void check(boolean allowed, String name, @Nullable Object value, String text) {
		if (!allowed) {
			throw new IllegalArgumentException("%s is %s, but must be %s".formatted(name, value, text));
		}
	}

}
