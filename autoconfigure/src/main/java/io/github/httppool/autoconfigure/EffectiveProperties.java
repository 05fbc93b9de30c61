package io.github.httppool.autoconfigure;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

import io.github.httppool.HttpPool;
import io.github.httppool.HttpPoolSettings;
import io.github.httppool.sockets.FileDescriptors;

import org.springframework.core.env.ConfigurableEnvironment;

/**
 * What the pools are built from: {@link HttpPoolProperties} with every default filled in
 * and every rule met. Settings are taken from here only, so that a bad value cannot reach
 * a pool.
 *
 * @param pools the pools by name, the shared one first
 * @param maxTotalConnections connections over all pools
 * @param maxTotalIdleConnections idle connections kept over all pools
 * @param eventLoops threads that do the network work
 * @param drainTimeout time that calls in flight are given at shutdown
 */
record EffectiveProperties(Map<String, EffectivePool> pools, int maxTotalConnections, int maxTotalIdleConnections,
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
		int total = Objects.requireNonNullElseGet(properties.getMaxTotalConnections(),
				FileDescriptors::maxTotalConnections);
		int totalIdle = Objects.requireNonNullElse(properties.getMaxTotalIdleConnections(), total);
		int eventLoops = Objects.requireNonNullElseGet(properties.getEventLoops(),
				() -> Math.max(1, Runtime.getRuntime().availableProcessors() / 2));
		return new EffectiveProperties(pools(properties, total), total, totalIdle, eventLoops,
				properties.getShutdown().getDrainTimeout());
	}

	private static Map<String, EffectivePool> pools(HttpPoolProperties properties, int total) {
		Map<String, EffectivePool> pools = new LinkedHashMap<>();
		pools.put(HttpPool.DEFAULT, EffectivePool.shared(properties, total));
		properties.getClients().forEach((name, client) -> pools.put(name, EffectivePool.of(client, properties, total)));
		return pools;
	}

	EffectivePool shared() {
		return Objects.requireNonNull(this.pools.get(HttpPool.DEFAULT));
	}

	/**
	 * Returns what the pools are built from.
	 * @return settings by pool, the shared one first
	 */
	Map<String, HttpPoolSettings> settings() {
		Map<String, HttpPoolSettings> settings = new LinkedHashMap<>();
		this.pools.forEach((name, pool) -> settings.put(name, pool.settings()));
		return settings;
	}

}
