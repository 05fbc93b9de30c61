package io.github.httppool.autoconfigure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.github.httppool.HttpPoolSettings;
import org.jspecify.annotations.Nullable;

/**
 * What the values under {@code httppool} must be, each for itself and with one another.
 * <p>
 * Not done by Bean Validation, which is silently skipped when the application has no
 * validator, nor by Spring's {@code Validator}, whose report says {@code maxIdleTime} and
 * {@code PT-5S} where the person wrote {@code max-idle-time} and {@code -5s}.
 */
class PropertyRules {

	private final WrittenProperties written;

	private final List<InvalidProperty> invalid = new ArrayList<>();

	PropertyRules(WrittenProperties written) {
		this.written = written;
	}

	/**
	 * Checks each value for itself.
	 * @param properties the properties as bound
	 * @throws InvalidPropertiesException with all that are not allowed
	 */
	void checkValues(HttpPoolProperties properties) {
		check("httppool.max-total-connections", properties.getMaxTotalConnections(), Allowed.FROM_ONE);
		check("httppool.max-total-idle-connections", properties.getMaxTotalIdleConnections(), Allowed.FROM_ZERO);
		check("httppool.event-loops", properties.getEventLoops(), Allowed.FROM_ONE);
		check("httppool.shutdown.drain-timeout", properties.getShutdown().getDrainTimeout(), Allowed.TIME_OR_NONE);
		checkPool("httppool.pool.", properties.getPool());
		checkTimeouts("httppool.timeouts.", properties.getTimeouts());
		throwIfInvalid();
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

	private void checkTimeouts(String prefix, HttpPoolProperties.Timeouts timeouts) {
		check(prefix + "acquire", timeouts.getAcquire(), Allowed.TIME);
		check(prefix + "dns", timeouts.getDns(), Allowed.TIME);
		check(prefix + "connect", timeouts.getConnect(), Allowed.TIME);
		check(prefix + "tls-handshake", timeouts.getTlsHandshake(), Allowed.TIME);
		check(prefix + "response", timeouts.getResponse(), Allowed.TIME);
	}

	private <T extends Comparable<T>> void check(String name, @Nullable T value, Allowed<T> allowed) {
		if (value != null && !allowed.includes(value)) {
			this.invalid.add(new InvalidProperty(this.written.find(name, value), allowed.text()));
		}
	}

	/**
	 * Checks the values with one another, defaults included.
	 * @param effective the values, each of them allowed for itself
	 * @throws InvalidPropertiesException with all that contradict another
	 */
	void checkContradictions(EffectiveProperties effective) {
		int total = effective.maxTotalConnections();
		checkNotMore("httppool.max-total-idle-connections", effective.maxTotalIdleConnections(),
				"httppool.max-total-connections", total);
		checkPool("httppool.pool.", effective.shared().settings().pool());
		checkTotal("httppool.pool.max-connections", effective.shared().settings().pool().maxConnections(), total);
		throwIfInvalid();
	}

	private void checkPool(String prefix, HttpPoolSettings.Pool pool) {
		checkNotMore(prefix + "max-idle-connections", pool.maxIdleConnections(), prefix + "max-connections",
				pool.maxConnections());
		checkShorter(prefix + "max-idle-time", pool.maxIdleTime(), prefix + "max-life-time", pool.maxLifeTime());
	}

	/**
	 * A limit per host above the total is no contradiction as long as the total is the
	 * default: nobody has said both.
	 */
	private void checkTotal(String name, int value, int total) {
		if (this.written.find("httppool.max-total-connections", total).set()) {
			checkNotMore(name, value, "httppool.max-total-connections", total);
		}
	}

	private void checkNotMore(String name, int value, String limitName, int limit) {
		if (value > limit) {
			refuse(this.written.find(name, value), "must not be more than", this.written.find(limitName, limit),
					"must not be less than");
		}
	}

	private void checkShorter(String name, Duration value, String limitName, Duration limit) {
		if (value.compareTo(limit) >= 0) {
			refuse(this.written.find(name, value), "must be shorter than", this.written.find(limitName, limit),
					"must be longer than");
		}
	}

	/**
	 * Of two properties that contradict each other, one that was set is to blame.
	 */
	private void refuse(WrittenProperty first, String relation, WrittenProperty second, String inverse) {
		this.invalid.add(first.set() ? new InvalidProperty(first, relation + " " + second)
				: new InvalidProperty(second, inverse + " " + first));
	}

	private void throwIfInvalid() {
		if (!this.invalid.isEmpty()) {
			throw new InvalidPropertiesException(this.invalid);
		}
	}

}
