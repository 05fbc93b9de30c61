package io.github.httppool.metrics;

import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.github.httppool.HttpPools;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * The meters of all pools in one registry.
 */
final class RegistryMeters {

	private final MeterRegistry registry;

	private final WeakReference<HttpPools> source;

	private final int maxHosts;

	private final Map<String, PoolMeters> pools = new ConcurrentHashMap<>();

	/**
	 * Creates the meters.
	 * @param registry where they are registered
	 * @param source the pools, which are weakly referenced, because the registry may
	 * outlive them
	 * @param maxHosts number of hosts of each pool with a tag of their own
	 */
	RegistryMeters(MeterRegistry registry, HttpPools source, int maxHosts) {
		this.registry = registry;
		this.source = new WeakReference<>(source);
		this.maxHosts = maxHosts;
		source.names().forEach(this::of);
	}

	PoolMeters of(String pool) {
		PoolMeters meters = this.pools.get(pool);
		return (meters != null) ? meters
				: this.pools.computeIfAbsent(pool, (name) -> new PoolMeters(name, this.registry, hosts(name)));
	}

	private HostMeters hosts(String pool) {
		return new HostMeters(pool, this.source, this.registry, this.maxHosts);
	}

}
