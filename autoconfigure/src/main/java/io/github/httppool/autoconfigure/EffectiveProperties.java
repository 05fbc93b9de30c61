package io.github.httppool.autoconfigure;

import java.time.Duration;
import java.util.Objects;

import io.github.httppool.HttpPoolSettings;

import org.springframework.core.env.ConfigurableEnvironment;

/**
 * What the pools are built from: {@link HttpPoolProperties} with every default filled in
 * and every rule met. Settings are taken from here only, so that a bad value cannot reach
 * a pool.
 *
 * @param settings settings of the pool {@code default}
 * @param maxTotalConnections connections over all pools
 * @param maxTotalIdleConnections idle connections kept over all pools
 * @param eventLoops threads that do the network work
 * @param drainTimeout time that calls in flight are given at shutdown
 */
record EffectiveProperties(HttpPoolSettings settings, int maxTotalConnections, int maxTotalIdleConnections,
		int eventLoops, Duration drainTimeout) {

	/**
	 * Checks the properties and fills in the defaults.
	 * @param properties the properties as bound
	 * @param environment where they were bound from, to tell what was set, and where
	 * @return what to build pools from
	 * @throws InvalidPropertiesException if a value is not allowed or contradicts another
	 */
	static EffectiveProperties of(HttpPoolProperties properties, ConfigurableEnvironment environment) {
		PropertyRules rules = new PropertyRules(new WrittenProperties(environment));
		rules.checkValues(properties);
		EffectiveProperties effective = of(properties);
		rules.checkContradictions(effective);
		return effective;
	}

	private static EffectiveProperties of(HttpPoolProperties properties) {
		int total = properties.getMaxTotalConnections();
		HttpPoolSettings settings = new HttpPoolSettings(properties.getPool().settings(total),
				properties.getTimeouts().settings());
		int totalIdle = Objects.requireNonNullElse(properties.getMaxTotalIdleConnections(), total);
		int eventLoops = Objects.requireNonNullElseGet(properties.getEventLoops(),
				() -> Math.max(1, Runtime.getRuntime().availableProcessors() / 2));
		return new EffectiveProperties(settings, total, totalIdle, eventLoops,
				properties.getShutdown().getDrainTimeout());
	}

}
