package io.github.httppool.boot;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import io.github.httppool.HttpPool;
import io.github.httppool.client.HttpPoolCustomizer;
import io.github.httppool.netty.ReactorHttpPools;

import org.springframework.util.Assert;

/**
 * The Reactor Netty clients of all pools.
 */
public final class ClientsByPool {

	private final Map<String, PooledHttpClients> clients = new LinkedHashMap<>();

	/**
	 * Creates the clients.
	 * @param pools the pools they run on
	 * @param defaults what was configured for the clients of a pool, by its name
	 * @param customizers the application's customizers, in order
	 */
	public ClientsByPool(ReactorHttpPools pools, Function<String, PoolClientDefaults> defaults,
			List<HttpPoolCustomizer> customizers) {
		pools.names()
			.forEach((name) -> this.clients.put(name,
					new PooledHttpClients(pools.get(name), defaults.apply(name), customizers)));
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
