package io.github.httppool.boot;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

import io.github.httppool.HttpPool;
import io.github.httppool.client.HttpPoolCustomizer;
import io.github.httppool.netty.ReactorHttpPools;

import org.springframework.util.Assert;

/**
 * The Reactor Netty clients of all pools.
 */
public final class PooledHttpClientFactories {

	private final Map<String, PooledHttpClients> clients = new LinkedHashMap<>();

	/**
	 * Creates the clients.
	 * @param pools the pools they run on
	 * @param defaults what was configured for the clients of a pool, by its name
	 * @param bundles the application's SSL bundles, which clients follow
	 * @param customizers the application's customizers, in order
	 */
	public PooledHttpClientFactories(ReactorHttpPools pools, Function<String, PoolClientDefaults> defaults,
			ReloadableBundles bundles, List<HttpPoolCustomizer> customizers) {
		pools.names()
			.forEach((name) -> this.clients.put(name,
					new PooledHttpClients(pools.get(name), defaults.apply(name), bundles, customizers)));
	}

	/**
	 * Checks that the clients of a pool can be built with their configuration.
	 * @param pool the pool's name
	 * @throws RefusedSettingException if a setting cannot be used
	 */
	public void assertCanBeBuilt(String pool) {
		on(pool).assertCanBeBuilt();
	}

	/**
	 * Returns the names of the pools.
	 * @return the names, including that of the shared pool
	 */
	public Set<String> names() {
		return Collections.unmodifiableSet(this.clients.keySet());
	}

	PooledHttpClients shared() {
		return on(HttpPool.DEFAULT);
	}

	PooledHttpClients on(String pool) {
		PooledHttpClients found = this.clients.get(pool);
		Assert.notNull(found, () -> "There is no pool '%s', only %s".formatted(pool, this.clients.keySet()));
		return found;
	}

}
