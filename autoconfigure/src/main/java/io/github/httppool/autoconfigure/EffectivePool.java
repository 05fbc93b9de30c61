package io.github.httppool.autoconfigure;

import io.github.httppool.HttpPoolSettings;
import io.github.httppool.autoconfigure.HttpPoolProperties.Client;
import org.jspecify.annotations.Nullable;

/**
 * What one pool and the clients on it are built from, with every default filled in.
 *
 * @param settings settings of the pool
 * @param baseUrl what requests of the pool's named clients are relative to
 * @param sslBundle SSL bundle of clients that have none of their own
 * @param connectTimeoutSet whether somebody wrote {@code timeouts.connect}
 * @param responseTimeoutSet whether somebody wrote {@code timeouts.response}
 */
record EffectivePool(HttpPoolSettings settings, @Nullable String baseUrl, @Nullable String sslBundle,
		boolean connectTimeoutSet, boolean responseTimeoutSet) {

	static EffectivePool shared(HttpPoolProperties properties, int maxTotalConnections) {
		return of(null, properties.getPool(), properties.getTimeouts(), properties.getLeakDetection(),
				properties.getSsl(), maxTotalConnections);
	}

	static EffectivePool of(Client client, HttpPoolProperties shared, int maxTotalConnections) {
		return of(client.getBaseUrl(), client.getPool().inheriting(shared.getPool()),
				client.getTimeouts().inheriting(shared.getTimeouts()),
				client.getLeakDetection().inheriting(shared.getLeakDetection()),
				client.getSsl().inheriting(shared.getSsl()), maxTotalConnections);
	}

	private static EffectivePool of(@Nullable String baseUrl, HttpPoolProperties.Pool pool,
			HttpPoolProperties.Timeouts timeouts, HttpPoolProperties.LeakDetection leakDetection,
			HttpPoolProperties.Ssl ssl, int maxTotalConnections) {
		return new EffectivePool(
				new HttpPoolSettings(pool.settings(maxTotalConnections), timeouts.settings(), leakDetection.settings()),
				baseUrl, ssl.getBundle(), timeouts.getConnect() != null, timeouts.getResponse() != null);
	}

}
