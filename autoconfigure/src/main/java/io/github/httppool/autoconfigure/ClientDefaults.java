package io.github.httppool.autoconfigure;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.github.httppool.autoconfigure.properties.EffectivePool;
import io.github.httppool.autoconfigure.properties.EffectiveProperties;
import io.github.httppool.autoconfigure.properties.InvalidPropertiesException;
import io.github.httppool.autoconfigure.properties.InvalidProperty;
import io.github.httppool.autoconfigure.properties.WrittenProperties;
import io.github.httppool.boot.PoolClientDefaults;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;

/**
 * The defaults of the clients of each pool, taken from the properties.
 */
final class ClientDefaults {

	private final EffectiveProperties properties;

	private final Map<String, PoolClientDefaults> defaults = new HashMap<>();

	private final @Nullable SslBundles sslBundles;

	private final WrittenProperties written;

	/**
	 * Reads the defaults from the properties.
	 * @throws InvalidPropertiesException if a property names an SSL bundle that does not
	 * exist
	 */
	ClientDefaults(EffectiveProperties properties, HttpClientSettings general, @Nullable SslBundles sslBundles,
			WrittenProperties written) {
		this.properties = properties;
		this.sslBundles = sslBundles;
		this.written = written;
		properties.pools().forEach((name, pool) -> this.defaults.put(name, defaults(name, pool, general)));
	}

	private PoolClientDefaults defaults(String name, EffectivePool pool, HttpClientSettings general) {
		return new PoolClientDefaults(general, sslBundle(name, pool.sslBundle()), pool.connectTimeoutSet(),
				pool.responseTimeoutSet());
	}

	PoolClientDefaults get(String pool) {
		return Objects.requireNonNull(this.defaults.get(pool));
	}

	/**
	 * Returns the settings of clients that run without their pool.
	 */
	HttpClientSettings settingsWithoutPool(String pool) {
		EffectivePool configured = Objects.requireNonNull(this.properties.pools().get(pool));
		return get(pool).settingsWithoutPool(configured.settings().timeouts());
	}

	private @Nullable SslBundle sslBundle(String pool, @Nullable String bundle) {
		if (bundle == null) {
			return null;
		}
		List<String> names = (this.sslBundles != null) ? this.sslBundles.getBundleNames() : List.of();
		if (this.sslBundles == null || !names.contains(bundle)) {
			throw new InvalidPropertiesException(
					List.of(new InvalidProperty(this.written.find(pool, "ssl.bundle", bundle),
							"must be the name of an SSL bundle, one of " + names)));
		}
		return this.sslBundles.getBundle(bundle);
	}

}
