package io.github.httppool.boot;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import io.github.httppool.HttpPool;
import io.github.httppool.HttpPoolSettings;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.boot.ssl.SslBundle;

/**
 * The configured defaults of a pool's clients, merged with Spring Boot's settings. In
 * order of precedence: settings of a client or an HTTP service group itself, properties
 * of the pool, Spring Boot's settings for all clients, defaults of the pool.
 *
 * @param general Spring Boot's settings for all clients
 * @param sslBundle SSL bundle set for the pool
 * @param connectTimeoutSet whether a connect timeout was set for the pool, which then is
 * the default of the pool's clients
 * @param responseTimeoutSet whether a response timeout was set for the pool, which the
 * pool then enforces
 */
public record PoolClientDefaults(HttpClientSettings general, @Nullable SslBundle sslBundle, boolean connectTimeoutSet,
		boolean responseTimeoutSet) {

	/**
	 * Returns the settings of clients that set nothing themselves.
	 */
	HttpClientSettings settings() {
		return over(this.general);
	}

	/**
	 * Returns the settings of clients that run without the pool.
	 * @param timeouts the pool's timeouts, of which only those that were set apply
	 * @return the settings
	 */
	public HttpClientSettings settingsWithoutPool(HttpPoolSettings.Timeouts timeouts) {
		HttpClientSettings settings = settings();
		settings = this.connectTimeoutSet ? settings.withConnectTimeout(timeouts.connect()) : settings;
		return this.responseTimeoutSet ? settings.withReadTimeout(timeouts.response()) : settings;
	}

	/**
	 * Lets the pool's properties override Spring Boot's settings for all clients. A value
	 * that differs from those was set by the client itself and is kept.
	 */
	HttpClientSettings over(HttpClientSettings asked) {
		HttpClientSettings settings = asked;
		if (this.connectTimeoutSet && Objects.equals(asked.connectTimeout(), this.general.connectTimeout())) {
			settings = settings.withConnectTimeout(null);
		}
		if (this.responseTimeoutSet && Objects.equals(asked.readTimeout(), this.general.readTimeout())) {
			settings = settings.withReadTimeout(null);
		}
		if (this.sslBundle != null && isGeneral(asked.sslBundle())) {
			settings = settings.withSslBundle(this.sslBundle);
		}
		return settings;
	}

	/**
	 * Returns the properties that the value of a setting may have been written as.
	 * @param pool the pool's name
	 * @param setting the setting
	 * @param value its value
	 * @return full names, highest precedence first; none if only code can have set it
	 */
	List<String> properties(String pool, ClientSetting<?> setting, Object value) {
		List<String> properties = new ArrayList<>();
		if (value.equals(this.sslBundle)) {
			if (!pool.equals(HttpPool.DEFAULT)) {
				properties.add("httppool.clients." + pool + "." + setting.name());
			}
			properties.add("httppool." + setting.name());
		}
		if (value.equals(setting.in(this.general))) {
			properties.add("spring.http.clients." + setting.name());
		}
		return properties;
	}

	private boolean isGeneral(@Nullable SslBundle bundle) {
		return bundle == null || bundle.equals(this.general.sslBundle());
	}

}
