package io.github.httppool.autoconfigure;

import java.util.List;
import java.util.Objects;
import java.util.function.Function;

import io.github.httppool.HttpPool;
import io.github.httppool.boot.PoolClientDefaults;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;

/**
 * Finds what the properties say of the clients of a pool, by its name.
 */
final class ClientDefaults implements Function<String, PoolClientDefaults> {

	private final EffectiveProperties properties;

	private final HttpClientSettings general;

	private final @Nullable SslBundles sslBundles;

	private final WrittenProperties written;

	ClientDefaults(EffectiveProperties properties, HttpClientSettings general, @Nullable SslBundles sslBundles,
			WrittenProperties written) {
		this.properties = properties;
		this.general = general;
		this.sslBundles = sslBundles;
		this.written = written;
	}

	@Override
	public PoolClientDefaults apply(String name) {
		EffectivePool pool = Objects.requireNonNull(this.properties.pools().get(name));
		return new PoolClientDefaults(this.general, sslBundle(name, pool.sslBundle()), pool.connectTimeoutSet(),
				pool.responseTimeoutSet());
	}

	private @Nullable SslBundle sslBundle(String pool, @Nullable String bundle) {
		if (bundle == null) {
			return null;
		}
		List<String> names = (this.sslBundles != null) ? this.sslBundles.getBundleNames() : List.of();
		if (this.sslBundles == null || !names.contains(bundle)) {
			throw new InvalidPropertiesException(List
				.of(new InvalidProperty(property(pool, bundle), "must be the name of an SSL bundle, one of " + names)));
		}
		return this.sslBundles.getBundle(bundle);
	}

	/**
	 * A pool has the shared pool's bundle unless it has one of its own.
	 */
	private WrittenProperty property(String pool, String bundle) {
		WrittenProperty shared = this.written.find("httppool.ssl.bundle", bundle);
		if (pool.equals(HttpPool.DEFAULT)) {
			return shared;
		}
		WrittenProperty own = this.written.find("httppool.clients." + pool + ".ssl.bundle", bundle);
		return own.set() ? own : shared;
	}

}
