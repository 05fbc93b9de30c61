package io.github.httppool.autoconfigure.properties;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

import io.github.httppool.HttpPool;
import io.github.httppool.HttpPoolSettings;
import io.github.httppool.NetworkTransport;
import io.github.httppool.ProxySettings;
import io.github.httppool.boot.EventLoopCount;
import io.github.httppool.sockets.FileDescriptors;

import org.springframework.core.env.ConfigurableEnvironment;

/**
 * The configuration of all pools: {@link HttpPoolProperties} with every default filled in
 * and every rule checked. Pools take their settings only from here, so that an invalid
 * value cannot reach a pool.
 *
 * @param pools the pools by name, the shared one first
 * @param maxTotalConnections connections over all pools
 * @param maxTotalIdleConnections idle connections kept over all pools
 * @param eventLoops threads that do the network work, and whether the web server shares
 * them
 * @param transport how they wait for the network
 * @param drainTimeout how long calls in progress may take to end when the application
 * stops or a pool is drained
 * @param eventsSize how many events the flight recorder keeps
 * @param fleet the limits that the instances of the application share
 */
public record EffectiveProperties(Map<String, EffectivePool> pools, int maxTotalConnections,
		int maxTotalIdleConnections, EventLoopCount eventLoops, NetworkTransport transport, Duration drainTimeout,
		int eventsSize, FleetSettings fleet) {

	/**
	 * Checks the properties and fills in the defaults.
	 * @param properties the properties as bound
	 * @param environment where they were bound from, which shows what was set, and where
	 * @return the effective properties
	 * @throws InvalidPropertiesException if a value is not allowed or contradicts another
	 */
	public static EffectiveProperties of(HttpPoolProperties properties, ConfigurableEnvironment environment) {
		return of(properties, new WrittenProperties(environment));
	}

	static EffectiveProperties of(HttpPoolProperties properties, WrittenProperties written) {
		PropertyRules rules = new PropertyRules(written);
		rules.checkValues(properties);
		EffectiveProperties effective = effective(properties, written);
		rules.checkContradictions(effective);
		return effective;
	}

	private static EffectiveProperties effective(HttpPoolProperties properties, WrittenProperties written) {
		int total = Objects.requireNonNullElseGet(properties.getMaxTotalConnections(),
				FileDescriptors::maxTotalConnections);
		int totalIdle = Objects.requireNonNullElse(properties.getMaxTotalIdleConnections(), total);
		EventLoopCount eventLoops = Objects.requireNonNullElse(properties.getEventLoops(), EventLoopCount.DEFAULT);
		return new EffectiveProperties(pools(properties, total, written), total, totalIdle, eventLoops,
				properties.getTransport(), properties.getShutdown().getDrainTimeout(), properties.getEvents().getSize(),
				fleet(properties, total, written));
	}

	private static FleetSettings fleet(HttpPoolProperties properties, int total, WrittenProperties written) {
		Map<String, FleetSettings.Limit> limits = new LinkedHashMap<>();
		putLimit(limits, HttpPool.DEFAULT, properties, total, written);
		properties.getClients().forEach((name, client) -> putLimit(limits, name, client, total, written));
		return new FleetSettings(properties.getFleet().getReplicas(), properties.getFleet().isDiscovery(), limits);
	}

	private static void putLimit(Map<String, FleetSettings.Limit> limits, String name, PoolProperties properties,
			int total, WrittenProperties written) {
		Integer max = properties.getPool().getFleetMaxConnections();
		if (max != null) {
			boolean isSet = written.isSet(name, "pool.max-connections");
			limits.put(name, new FleetSettings.Limit(max, isSet ? properties.getPool().getMaxConnections() : total));
		}
	}

	private static Map<String, EffectivePool> pools(HttpPoolProperties properties, int total,
			WrittenProperties written) {
		Map<String, EffectivePool> pools = new LinkedHashMap<>();
		ProxySettings environment = properties.getProxy().getFromEnvironment()
				? ProxySettings.fromEnvironment(written.environmentVariables()) : ProxySettings.NONE;
		pools.put(HttpPool.DEFAULT, EffectivePool.shared(properties, total, written)
			.withProxy(new PoolProxy(HttpPool.DEFAULT, properties.getProxy(), written).settings(environment)));
		properties.getClients()
			.forEach((name, client) -> pools.put(name, EffectivePool.of(name, client, total, written)
				.withProxy(new PoolProxy(name, client.getProxy(), written).settings(environment))));
		return pools;
	}

	/**
	 * Returns the configuration of the shared pool.
	 * @return the shared pool's configuration
	 */
	public EffectivePool shared() {
		return Objects.requireNonNull(this.pools.get(HttpPool.DEFAULT));
	}

	/**
	 * Returns the settings of the pools, with limits that the instances of the
	 * application share divided among them.
	 * @param replicas how many instances there are
	 * @return the settings by pool, the shared one first
	 */
	public Map<String, HttpPoolSettings> dividedSettings(int replicas) {
		Map<String, HttpPoolSettings> settings = settings();
		this.fleet.limits()
			.forEach((name, limit) -> settings.computeIfPresent(name,
					(pool, whole) -> whole.withMaxConnections(limit.share(replicas))));
		return settings;
	}

	/**
	 * Returns the settings of the pools as configured.
	 * @return the settings by pool, the shared one first
	 */
	public Map<String, HttpPoolSettings> settings() {
		Map<String, HttpPoolSettings> settings = new LinkedHashMap<>();
		this.pools.forEach((name, pool) -> settings.put(name, pool.settings()));
		return settings;
	}

}
