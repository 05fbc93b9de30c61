package io.github.httppool.boot;

import java.time.Duration;
import java.util.Locale;
import java.util.function.BiFunction;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.boot.http.client.HttpCookieHandling;
import org.springframework.boot.http.client.HttpRedirects;
import org.springframework.boot.ssl.SslBundle;

/**
 * One of Spring Boot's settings for HTTP clients.
 *
 * @param <T> type of its values
 * @param name its name as a property, below {@code spring.http.clients} for instance
 * @param value reads its value from settings
 * @param change sets a value in settings
 * @param print formats a value as in a configuration file
 */
record ClientSetting<T>(String name, Function<HttpClientSettings, @Nullable T> value,
		BiFunction<HttpClientSettings, T, HttpClientSettings> change, Function<T, String> print) {

	static final ClientSetting<HttpCookieHandling> COOKIE_HANDLING = new ClientSetting<>("cookie-handling",
			HttpClientSettings::cookieHandling, HttpClientSettings::withCookieHandling, ClientSetting::print);

	static final ClientSetting<HttpRedirects> REDIRECTS = new ClientSetting<>("redirects",
			HttpClientSettings::redirects, HttpClientSettings::withRedirects, ClientSetting::print);

	static final ClientSetting<Duration> CONNECT_TIMEOUT = new ClientSetting<>("connect-timeout",
			HttpClientSettings::connectTimeout, HttpClientSettings::withConnectTimeout, WrittenDuration::of);

	static final ClientSetting<Duration> READ_TIMEOUT = new ClientSetting<>("read-timeout",
			HttpClientSettings::readTimeout, HttpClientSettings::withReadTimeout, WrittenDuration::of);

	/** A bundle does not know its name. */
	static final ClientSetting<SslBundle> SSL_BUNDLE = new ClientSetting<>("ssl.bundle", HttpClientSettings::sslBundle,
			HttpClientSettings::withSslBundle, (bundle) -> "an SSL bundle");

	@Nullable T in(HttpClientSettings settings) {
		return this.value.apply(settings);
	}

	HttpClientSettings alone(T value) {
		return this.change.apply(HttpClientSettings.defaults(), value);
	}

	private static String print(Enum<?> value) {
		return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

}
