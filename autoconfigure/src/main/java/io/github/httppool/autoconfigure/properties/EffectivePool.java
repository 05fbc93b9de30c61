package io.github.httppool.autoconfigure.properties;

import io.github.httppool.HttpPool;
import io.github.httppool.HttpPoolSettings;
import io.github.httppool.ProxySettings;
import org.jspecify.annotations.Nullable;

/**
 * The configuration of one pool and of the clients on it, with every default filled in.
 *
 * @param settings settings of the pool
 * @param baseUrl the base URL of the pool's named clients
 * @param sslBundle SSL bundle of clients without one of their own
 * @param connectTimeoutSet whether {@code timeouts.connect} was written
 * @param responseTimeoutSet whether {@code timeouts.response} was written
 */
public record EffectivePool(HttpPoolSettings settings, @Nullable String baseUrl, @Nullable String sslBundle,
		boolean connectTimeoutSet, boolean responseTimeoutSet) {

	static EffectivePool shared(HttpPoolProperties properties, int maxTotalConnections, WrittenProperties written) {
		return of(HttpPool.DEFAULT, properties, null, maxTotalConnections, written);
	}

	static EffectivePool of(String name, HttpPoolProperties.Client client, int maxTotalConnections,
			WrittenProperties written) {
		return of(name, client, client.getBaseUrl(), maxTotalConnections, written);
	}

	private static EffectivePool of(String name, PoolProperties properties, @Nullable String baseUrl,
			int maxTotalConnections, WrittenProperties written) {
		return new EffectivePool(
				new HttpPoolSettings(new PoolLimits(name, properties.getPool(), written).settings(maxTotalConnections),
						properties.getTimeouts().settings(), properties.getLeakDetection().settings(),
						properties.getRetry().settings(), properties.getLimits().settings(), ProxySettings.NONE,
						properties.getDns().settings(properties.getPool().getAddresses()),
						properties.getAccessLog().settings()),
				baseUrl, properties.getSsl().getBundle(), written.isSet(name, "timeouts.connect"),
				written.isSet(name, "timeouts.response"));
	}

	EffectivePool withProxy(ProxySettings proxy) {
		return new EffectivePool(this.settings.withProxy(proxy), this.baseUrl, this.sslBundle, this.connectTimeoutSet,
				this.responseTimeoutSet);
	}

}
