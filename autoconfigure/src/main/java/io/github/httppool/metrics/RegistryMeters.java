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

	private final OwnMeters meters;

	private final WeakReference<HttpPools> source;

	private final int maxHosts;

	private final MeterNaming naming;

	private final Map<String, PoolMeters> pools = new ConcurrentHashMap<>();

	/**
	 * Creates the meters.
	 * @param registry where they are registered
	 * @param source the pools, which are weakly referenced, because the registry may
	 * outlive them
	 * @param maxHosts number of hosts of each pool with a tag of their own
	 * @param naming which meters are registered
	 */
	RegistryMeters(MeterRegistry registry, HttpPools source, int maxHosts, MeterNaming naming) {
		this.meters = new OwnMeters(registry);
		this.source = new WeakReference<>(source);
		this.maxHosts = maxHosts;
		this.naming = naming;
		source.names().forEach(this::of);
	}

	PoolMeters of(String pool) {
		PoolMeters present = this.pools.get(pool);
		return (present != null) ? present : register(pool);
	}

	/**
	 * The registry runs foreign code, so no lock is held meanwhile. Two threads may
	 * register the same meters, which the registry has once; both use those of the first.
	 */
	private PoolMeters register(String pool) {
		PoolMeters added = new PoolMeters(pool, this.meters, hosts(pool), this.naming);
		PoolMeters earlier = this.pools.putIfAbsent(pool, added);
		return (earlier != null) ? earlier : added;
	}

	private HostMeters hosts(String pool) {
		return new HostMeters(pool, this.source, this.meters, this.maxHosts, this.naming);
	}

	/**
	 * Returns what is registered, for meters that no event is about.
	 */
	OwnMeters meters() {
		return this.meters;
	}

}
