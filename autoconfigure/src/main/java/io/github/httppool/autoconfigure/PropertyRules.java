package io.github.httppool.autoconfigure;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.github.httppool.HttpPoolSettings;
import io.github.httppool.Reclaim;
import org.jspecify.annotations.Nullable;

/**
 * What the values under {@code httppool} must be, each for itself and with one another.
 * <p>
 * Not done by Bean Validation, which is silently skipped when the application has no
 * validator, nor by Spring's {@code Validator}, whose report says {@code maxIdleTime} and
 * {@code PT-5S} where the person wrote {@code max-idle-time} and {@code -5s}.
 */
class PropertyRules {

	private static final String TOTAL = "httppool.max-total-connections";

	/** What the names of the shared clients' beans begin with. */
	static final String SHARED_CLIENTS = "httpPool";

	private final WrittenProperties written;

	/** By their text, as pools that inherit a contradiction all have the same to say. */
	private final Map<String, InvalidProperty> invalid = new LinkedHashMap<>();

	PropertyRules(WrittenProperties written) {
		this.written = written;
	}

	/**
	 * Checks what has to be right for properties to be bound, and for beans to have the
	 * names of their clients.
	 * @throws InvalidPropertiesException with all names and levels that are not allowed
	 */
	void checkNames() {
		ClientNameRules.invalid(this.written).forEach(this::refuse);
		LevelRules.invalid(this.written).forEach(this::refuse);
		throwIfInvalid();
	}

	/**
	 * Checks each value for itself.
	 * @param properties the properties as bound
	 * @throws InvalidPropertiesException with all that are not allowed
	 */
	void checkValues(HttpPoolProperties properties) {
		check(TOTAL, properties.getMaxTotalConnections(), Allowed.FROM_ONE);
		check("httppool.max-total-idle-connections", properties.getMaxTotalIdleConnections(), Allowed.FROM_ZERO);
		check("httppool.event-loops", properties.getEventLoops(), Allowed.FROM_ONE);
		check("httppool.shutdown.drain-timeout", properties.getShutdown().getDrainTimeout(), Allowed.TIME_OR_NONE);
		check("httppool.metrics.max-hosts", properties.getMetrics().getMaxHosts(), Allowed.FROM_ZERO);
		checkPool("httppool.pool.", properties.getPool());
		checkTimeouts("httppool.timeouts.", properties.getTimeouts());
		checkLeakDetection("httppool.leak-detection.", properties.getLeakDetection());
		checkSsl("httppool.ssl.", properties.getSsl());
		properties.getClients().forEach(this::checkClient);
		ClientNameRules.invalid(this.written).forEach(this::refuse);
		throwIfInvalid();
	}

	private void checkClient(String name, HttpPoolProperties.Client client) {
		String prefix = this.written.clientPrefix(name);
		checkBaseUrl(prefix + ".base-url", client.getBaseUrl());
		checkPool(prefix + ".pool.", client.getPool());
		checkTimeouts(prefix + ".timeouts.", client.getTimeouts());
		checkLeakDetection(prefix + ".leak-detection.", client.getLeakDetection());
		checkSsl(prefix + ".ssl.", client.getSsl());
	}

	private void checkBaseUrl(String name, @Nullable String url) {
		if (url != null && !BaseUrl.allowed(url)) {
			WrittenProperty property = this.written.find(name, url);
			refuse(property.withValue(BaseUrl.masked(property.value())), BaseUrl.ALLOWED);
		}
	}

	private void checkPool(String prefix, HttpPoolProperties.Pool pool) {
		check(prefix + "max-connections", pool.getMaxConnections(), Allowed.FROM_ONE);
		check(prefix + "max-idle-connections", pool.getMaxIdleConnections(), Allowed.FROM_ZERO);
		check(prefix + "max-pending-acquires", pool.getMaxPendingAcquires(), Allowed.FROM_ZERO);
		check(prefix + "max-idle-time", pool.getMaxIdleTime(), Allowed.TIME);
		check(prefix + "max-life-time", pool.getMaxLifeTime(), Allowed.TIME);
		check(prefix + "max-life-time-jitter", pool.getMaxLifeTimeJitter(), Allowed.SHARE);
		check(prefix + "max-requests-per-connection", pool.getMaxRequestsPerConnection(), Allowed.FROM_ONE);
		check(prefix + "eviction-interval", pool.getEvictionInterval(), Allowed.TIME);
	}

	private void checkLeakDetection(String prefix, HttpPoolProperties.LeakDetection leakDetection) {
		check(prefix + "threshold", leakDetection.getThreshold(), Allowed.TIME);
		check(prefix + "reclaim-after", leakDetection.getReclaimAfter(), Allowed.TIME);
		check(prefix + "call-site-sampling", leakDetection.getCallSiteSampling(), Allowed.FROM_ONE);
	}

	private void checkTimeouts(String prefix, HttpPoolProperties.Timeouts timeouts) {
		check(prefix + "acquire", timeouts.getAcquire(), Allowed.TIME);
		check(prefix + "dns", timeouts.getDns(), Allowed.TIME);
		check(prefix + "connect", timeouts.getConnect(), Allowed.TIME);
		check(prefix + "tls-handshake", timeouts.getTlsHandshake(), Allowed.TIME);
		check(prefix + "response", timeouts.getResponse(), Allowed.TIME);
	}

	private void checkSsl(String prefix, HttpPoolProperties.Ssl ssl) {
		String bundle = ssl.getBundle();
		if (bundle != null && bundle.isBlank()) {
			refuse(this.written.find(prefix + "bundle", bundle), "must be the name of an SSL bundle");
		}
	}

	private <T extends Comparable<T>> void check(String name, @Nullable T value, Allowed<T> allowed) {
		if (value != null && !allowed.includes(value)) {
			refuse(this.written.find(name, value), allowed.text());
		}
	}

	/**
	 * Checks the values with one another, defaults included.
	 * @param effective the values, each of them allowed for itself
	 * @throws InvalidPropertiesException with all that contradict another
	 */
	void checkContradictions(EffectiveProperties effective) {
		int total = effective.maxTotalConnections();
		int totalIdle = effective.maxTotalIdleConnections();
		if (totalIdle > total) {
			refuse("httppool", this.written.find("httppool.max-total-idle-connections", totalIdle),
					"must not be more than", this.written.find(TOTAL, total), "must not be less than");
		}
		effective.settings().forEach((name, settings) -> {
			checkPool(name, settings.pool(), total);
			checkReclaim(name, settings.leakDetection());
		});
		throwIfInvalid();
	}

	private void checkPool(String name, HttpPoolSettings.Pool pool, int total) {
		WrittenProperty max = this.written.find(name, "pool.max-connections", pool.maxConnections());
		checkIdle(name, pool, max);
		checkAge(name, pool);
		checkTotal(name, pool, max, total);
	}

	private void checkIdle(String name, HttpPoolSettings.Pool pool, WrittenProperty max) {
		if (pool.maxIdleConnections() > pool.maxConnections()) {
			refuse(this.written.prefix(name),
					this.written.find(name, "pool.max-idle-connections", pool.maxIdleConnections()),
					"must not be more than", max, "must not be less than");
		}
	}

	private void checkAge(String name, HttpPoolSettings.Pool pool) {
		Duration idle = pool.maxIdleTime();
		Duration life = pool.maxLifeTime();
		if (idle.compareTo(life) >= 0) {
			refuse(this.written.prefix(name), this.written.find(name, "pool.max-idle-time", idle),
					"must be shorter than", this.written.find(name, "pool.max-life-time", life), "must be longer than");
		}
	}

	/**
	 * A host could never get so many connections.
	 */
	private void checkTotal(String name, HttpPoolSettings.Pool pool, WrittenProperty max, int total) {
		WrittenProperty limit = this.written.find(TOTAL, total);
		if (pool.maxConnections() > total) {
			refuse(this.written.prefix(name), max, "must not be more than", limit, "must not be less than");
		}
	}

	private void checkReclaim(String name, HttpPoolSettings.LeakDetection leakDetection) {
		if (leakDetection.reclaim() == Reclaim.AFTER && leakDetection.reclaimAfter() == null) {
			WrittenProperty reclaim = this.written.find(name, "leak-detection.reclaim", leakDetection.reclaim());
			refuse(reclaim,
					"must come with " + reclaim.name() + "-after, the age at which a call loses its connection");
		}
	}

	/**
	 * Of two properties that contradict each other, one that was set is to blame, and one
	 * of the pool's own rather than one that it inherits.
	 */
	private void refuse(String prefix, WrittenProperty first, String relation, WrittenProperty second, String inverse) {
		WrittenProperty toBlame = Stream.of(first, second)
			.filter((property) -> property.set() && property.isUnder(prefix))
			.findFirst()
			.orElse(first.set() ? first : second);
		refuse(toBlame, toBlame.equals(first) ? relation + " " + second : inverse + " " + first);
	}

	private void refuse(WrittenProperty property, String reason) {
		refuse(new InvalidProperty(property, reason));
	}

	private void refuse(InvalidProperty refused) {
		this.invalid.putIfAbsent(refused.toString(), refused);
	}

	private void throwIfInvalid() {
		if (!this.invalid.isEmpty()) {
			throw new InvalidPropertiesException(List.copyOf(this.invalid.values()));
		}
	}

}
