package io.github.httppool.autoconfigure.properties;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.github.httppool.HttpPoolSettings;
import io.github.httppool.Reclaim;

/**
 * Validates the values under {@code httppool}, each on its own and in combination.
 * <p>
 * Not with Bean Validation, which is silently skipped if the application has no
 * validator, nor with Spring's {@code Validator}, which reports {@code maxIdleTime} and
 * {@code PT-5S} where the configuration says {@code max-idle-time} and {@code -5s}.
 */
public final class PropertyRules {

	private static final String TOTAL = "httppool.max-total-connections";

	private final WrittenProperties written;

	/** By their text, because all pools that inherit a mistake report the same. */
	private final Map<String, InvalidProperty> invalid = new LinkedHashMap<>();

	/**
	 * Creates rules that have not rejected anything yet.
	 * @param written where properties were written
	 */
	public PropertyRules(WrittenProperties written) {
		this.written = written;
	}

	/**
	 * Checks what must be valid before properties are bound and beans are named after
	 * their clients.
	 * @throws InvalidPropertiesException with all names and levels that are not allowed
	 */
	public void checkNames() {
		if (this.written.isEmpty()) {
			return;
		}
		ClientNameRules.invalid(this.written).forEach(this::refuse);
		LevelRules.invalid(this.written).forEach(this::refuse);
		throwIfInvalid();
	}

	/**
	 * Checks each value on its own.
	 * @param properties the properties as bound
	 * @throws InvalidPropertiesException with all values that are not allowed
	 */
	void checkValues(HttpPoolProperties properties) {
		ValueRules.invalid(properties, this.written).forEach(this::refuse);
		PoolProxy.invalid(properties, this.written).forEach(this::refuse);
		if (!this.written.isEmpty()) {
			ClientNameRules.invalid(this.written).forEach(this::refuse);
		}
		throwIfInvalid();
	}

	/**
	 * Checks the values in combination, including defaults.
	 * @param effective the values, each of them valid on its own
	 * @throws InvalidPropertiesException with all values that contradict another
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
			checkBackoff(name, settings.retry());
			checkTtl(name, settings.names());
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
		checkMinIdle(name, pool, max);
	}

	/**
	 * Unless the limit of idle connections is set, it is that of connections.
	 */
	private void checkMinIdle(String name, HttpPoolSettings.Pool pool, WrittenProperty max) {
		if (pool.minIdleConnections() > pool.maxIdleConnections()) {
			WrittenProperty maxIdle = this.written.find(name, "pool.max-idle-connections", pool.maxIdleConnections());
			refuse(this.written.prefix(name),
					this.written.find(name, "pool.min-idle-connections", pool.minIdleConnections()),
					"must not be more than", maxIdle.set() ? maxIdle : max, "must not be less than");
		}
	}

	private void checkTtl(String name, HttpPoolSettings.Names names) {
		if (names.minTtl().compareTo(names.maxTtl()) > 0) {
			refuse(this.written.prefix(name), this.written.find(name, "dns.min-ttl", names.minTtl()),
					"must not be longer than", this.written.find(name, "dns.max-ttl", names.maxTtl()),
					"must not be shorter than");
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
	 * Otherwise a host could never get that many connections.
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

	private void checkBackoff(String name, HttpPoolSettings.Retry retry) {
		if (retry.backoff().compareTo(retry.maxBackoff()) > 0) {
			refuse(this.written.prefix(name), this.written.find(name, "retry.backoff", retry.backoff()),
					"must not be longer than", this.written.find(name, "retry.max-backoff", retry.maxBackoff()),
					"must not be shorter than");
		}
	}

	/**
	 * Of two contradictory properties, blames one that was set, and the pool's own rather
	 * than an inherited one.
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
