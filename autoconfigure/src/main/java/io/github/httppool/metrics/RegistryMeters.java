package io.github.httppool.metrics;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.micrometer.core.instrument.MeterRegistry;

/**
 * What is recorded of all pools in one registry.
 */
final class RegistryMeters {

	private final MeterRegistry registry;

	private final Map<String, PoolMeters> pools = new ConcurrentHashMap<>();

	RegistryMeters(MeterRegistry registry) {
		this.registry = registry;
	}

	PoolMeters of(String pool) {
		PoolMeters meters = this.pools.get(pool);
		return (meters != null) ? meters
				: this.pools.computeIfAbsent(pool, (name) -> new PoolMeters(name, this.registry));
	}

}
