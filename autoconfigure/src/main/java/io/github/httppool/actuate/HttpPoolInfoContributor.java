package io.github.httppool.actuate;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

import io.github.httppool.HttpPool;
import io.github.httppool.HttpPoolSettings;
import io.github.httppool.HttpPools;

import org.springframework.boot.actuate.info.Info;
import org.springframework.boot.actuate.info.InfoContributor;

/**
 * Tells at the {@code info} endpoint which pools there are and how they are limited.
 */
public final class HttpPoolInfoContributor implements InfoContributor {

	private final HttpPools pools;

	/**
	 * Creates the contributor.
	 * @param pools the pools
	 */
	public HttpPoolInfoContributor(HttpPools pools) {
		this.pools = pools;
	}

	@Override
	public void contribute(Info.Builder builder) {
		Map<String, LimitsDescriptor> limits = new LinkedHashMap<>();
		for (HttpPool pool : this.pools) {
			limits.put(pool.name(), LimitsDescriptor.of(pool.settings()));
		}
		Map<String, Object> info = new LinkedHashMap<>();
		info.put("maxTotalConnections", this.pools.totals().maxTotalConnections());
		info.put("pools", limits);
		builder.withDetail("httppool", info);
	}

	/**
	 * The limits of a pool that are in force.
	 *
	 * @param maxConnections connections per remote host
	 * @param maxIdleConnections idle connections kept per remote host
	 * @param minIdleConnections idle connections kept ready
	 * @param maxPendingAcquires callers that may wait per remote host
	 * @param maxIdleTime how long a connection may stay idle
	 * @param maxLifeTime how old a connection may become
	 * @param acquireTimeout how long a caller waits for a connection
	 * @param connectTimeout how long a TCP connection may take to open
	 * @param responseTimeout how long a response may take to begin
	 */
	public record LimitsDescriptor(int maxConnections, int maxIdleConnections, int minIdleConnections,
			int maxPendingAcquires, Duration maxIdleTime, Duration maxLifeTime, Duration acquireTimeout,
			Duration connectTimeout, Duration responseTimeout) {

		static LimitsDescriptor of(HttpPoolSettings settings) {
			HttpPoolSettings.Pool pool = settings.pool();
			HttpPoolSettings.Timeouts timeouts = settings.timeouts();
			return new LimitsDescriptor(pool.maxConnections(), pool.maxIdleConnections(), pool.minIdleConnections(),
					pool.maxPendingAcquires(), pool.maxIdleTime(), pool.maxLifeTime(), timeouts.acquire(),
					timeouts.connect(), timeouts.response());
		}

	}

}
