package io.github.httppool.autoconfigure.properties;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

import io.github.httppool.HttpPool;
import org.jspecify.annotations.Nullable;

/**
 * Validates each value on its own: one row for each property for which the type check of
 * Spring Boot's binder is not enough.
 */
final class ValueRules {

	/** Properties of the application. */
	private static final List<Row<HttpPoolProperties, ?>> APPLICATION = List.of(
			new Row<>("max-total-connections", HttpPoolProperties::getMaxTotalConnections, Allowed.FROM_ONE),
			new Row<>("max-total-idle-connections", HttpPoolProperties::getMaxTotalIdleConnections, Allowed.FROM_ZERO),
			new Row<>("event-loops", HttpPoolProperties::getEventLoops, Allowed.EVENT_LOOPS),
			new Row<>("shutdown.drain-timeout", (all) -> all.getShutdown().getDrainTimeout(), Allowed.TIME_OR_NONE),
			new Row<>("fleet.replicas", (all) -> all.getFleet().getReplicas(), Allowed.FROM_ONE),
			new Row<>("events.size", (all) -> all.getEvents().getSize(), Allowed.EVENTS),
			new Row<>("metrics.max-hosts", (all) -> all.getMetrics().getMaxHosts(), Allowed.FROM_ZERO));

	/** Properties of a client, in addition to those of its pool. */
	private static final List<Row<HttpPoolProperties.Client, ?>> CLIENT = List
		.of(new Row<>("base-url", HttpPoolProperties.Client::getBaseUrl, Allowed.BASE_URL));

	/** Properties of the shared pool, and of each client's pool. */
	private static final List<Row<PoolProperties, ?>> POOL = List.of(
			new Row<>("pool.max-connections", (each) -> each.getPool().getMaxConnections(), Allowed.FROM_ONE),
			new Row<>("pool.fleet-max-connections", (each) -> each.getPool().getFleetMaxConnections(),
					Allowed.FROM_ONE),
			new Row<>("pool.max-streaming-connections", (each) -> each.getPool().getMaxStreamingConnections(),
					Allowed.FROM_ONE),
			new Row<>("pool.max-idle-connections", (each) -> each.getPool().getMaxIdleConnections(), Allowed.FROM_ZERO),
			new Row<>("pool.min-idle-connections", (each) -> each.getPool().getMinIdleConnections(), Allowed.FROM_ZERO),
			new Row<>("pool.max-pending-acquires", (each) -> each.getPool().getMaxPendingAcquires(), Allowed.FROM_ZERO),
			new Row<>("pool.max-idle-time", (each) -> each.getPool().getMaxIdleTime(), Allowed.TIME),
			new Row<>("pool.max-life-time", (each) -> each.getPool().getMaxLifeTime(), Allowed.TIME),
			new Row<>("pool.max-life-time-jitter", (each) -> each.getPool().getMaxLifeTimeJitter(), Allowed.SHARE),
			new Row<>("pool.max-requests-per-connection", (each) -> each.getPool().getMaxRequestsPerConnection(),
					Allowed.FROM_ONE),
			new Row<>("pool.eviction-interval", (each) -> each.getPool().getEvictionInterval(), Allowed.TIME),
			new Row<>("pool.keep-alive.margin", (each) -> each.getPool().getKeepAlive().getMargin(),
					Allowed.TIME_OR_NONE),
			new Row<>("timeouts.acquire", (each) -> each.getTimeouts().getAcquire(), Allowed.TIME),
			new Row<>("timeouts.dns", (each) -> each.getTimeouts().getDns(), Allowed.TIME),
			new Row<>("timeouts.connect", (each) -> each.getTimeouts().getConnect(), Allowed.TIME),
			new Row<>("timeouts.tls-handshake", (each) -> each.getTimeouts().getTlsHandshake(), Allowed.TIME),
			new Row<>("timeouts.response", (each) -> each.getTimeouts().getResponse(), Allowed.TIME),
			new Row<>("timeouts.read-idle", (each) -> each.getTimeouts().getReadIdle(), Allowed.TIME),
			new Row<>("timeouts.write-idle", (each) -> each.getTimeouts().getWriteIdle(), Allowed.TIME),
			new Row<>("timeouts.total", (each) -> each.getTimeouts().getTotal(), Allowed.TIME_OR_NONE),
			new Row<>("timeouts.min-rate", (each) -> each.getTimeouts().getMinRate(), Allowed.SIZE),
			new Row<>("timeouts.deadline-header", (each) -> each.getTimeouts().getDeadlineHeader(),
					Allowed.DEADLINE_HEADER),
			new Row<>("leak-detection.threshold", (each) -> each.getLeakDetection().getThreshold(), Allowed.TIME),
			new Row<>("leak-detection.reclaim-after", (each) -> each.getLeakDetection().getReclaimAfter(),
					Allowed.TIME),
			new Row<>("leak-detection.call-site-sampling", (each) -> each.getLeakDetection().getCallSiteSampling(),
					Allowed.FROM_ONE),
			new Row<>("retry.max-attempts", (each) -> each.getRetry().getMaxAttempts(), Allowed.FROM_ONE),
			new Row<>("retry.backoff", (each) -> each.getRetry().getBackoff(), Allowed.TIME),
			new Row<>("retry.max-backoff", (each) -> each.getRetry().getMaxBackoff(), Allowed.TIME),
			new Row<>("retry.jitter", (each) -> each.getRetry().getJitter(), Allowed.SHARE),
			new Row<>("retry.statuses", (each) -> each.getRetry().getStatuses(), Allowed.ERROR_STATUSES),
			new Row<>("retry.budget", (each) -> each.getRetry().getBudget(), Allowed.SHARE),
			new Row<>("retry.budget-min", (each) -> each.getRetry().getBudgetMin(), Allowed.FROM_ZERO),
			new Row<>("limits.max-response-size", (each) -> each.getLimits().getMaxResponseSize(), Allowed.SIZE),
			new Row<>("limits.max-decompressed-size", (each) -> each.getLimits().getMaxDecompressedSize(),
					Allowed.SIZE),
			new Row<>("dns.max-ttl", (each) -> each.getDns().getMaxTtl(), Allowed.TIME_OR_NONE),
			new Row<>("dns.min-ttl", (each) -> each.getDns().getMinTtl(), Allowed.TIME_OR_NONE),
			new Row<>("dns.negative-ttl", (each) -> each.getDns().getNegativeTtl(), Allowed.TIME_OR_NONE),
			new Row<>("dns.ndots", (each) -> each.getDns().getNdots(), Allowed.NDOTS),
			new Row<>("dns.search-domains", (each) -> each.getDns().getSearchDomains(), Allowed.DOMAINS),
			new Row<>("access-log.sampling", (each) -> each.getAccessLog().getSampling(), Allowed.SHARE),
			new Row<>("ssl.bundle", (each) -> each.getSsl().getBundle(), Allowed.SSL_BUNDLE),
			new Row<>("proxy.url", (each) -> each.getProxy().getUrl(), Allowed.PROXY_URL),
			new Row<>("proxy.no-proxy", (each) -> each.getProxy().getNoProxy(), Allowed.NO_PROXY));

	private final WrittenProperties written;

	private final List<InvalidProperty> invalid = new ArrayList<>();

	private ValueRules(WrittenProperties written) {
		this.written = written;
	}

	/**
	 * Returns the values that are not allowed.
	 * @param properties the properties as bound
	 * @param written where they were written
	 * @return one entry per value and per client that inherits it, empty if there is none
	 */
	static List<InvalidProperty> invalid(HttpPoolProperties properties, WrittenProperties written) {
		ValueRules rules = new ValueRules(written);
		rules.check(HttpPool.DEFAULT, properties, APPLICATION);
		rules.check(HttpPool.DEFAULT, properties, POOL);
		properties.getClients().forEach((name, client) -> {
			rules.check(name, client, CLIENT);
			rules.check(name, client, POOL);
		});
		return List.copyOf(rules.invalid);
	}

	private <L> void check(String pool, L level, List<? extends Row<? super L, ?>> rows) {
		rows.forEach((row) -> check(pool, level, row));
	}

	private <L, V> void check(String pool, L level, Row<L, V> row) {
		V value = row.getter().apply(level);
		if (value != null && !row.allowed().includes().test(value)) {
			WrittenProperty property = this.written.find(pool, row.key(), value);
			this.invalid
				.add(new InvalidProperty(property.withValue(BaseUrl.masked(property.value())), row.allowed().text()));
		}
	}

	/**
	 * The rule for one property.
	 *
	 * @param <L> object that the property is bound to, with its level
	 * @param <V> type of the property
	 * @param key rest of its name, after that of its pool
	 * @param getter returns its value
	 * @param allowed the allowed values
	 */
	private record Row<L, V>(String key, Function<L, @Nullable V> getter, Allowed<V> allowed) {

	}

}
