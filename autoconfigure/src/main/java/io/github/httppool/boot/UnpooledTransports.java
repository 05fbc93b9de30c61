package io.github.httppool.boot;

import java.util.function.Function;

import org.springframework.boot.http.client.HttpClientSettings;

/**
 * Creates Spring Boot's own transports, for applications that have switched the pools
 * off. Settings of a pool's clients still apply, as far as Spring Boot supports them.
 *
 * @param <T> request factory or connector
 */
public final class UnpooledTransports<T> implements ClientTransports<T> {

	private final Function<HttpClientSettings, T> builder;

	private final Function<String, HttpClientSettings> settings;

	/**
	 * Creates the transports.
	 * @param builder builds a transport
	 * @param settings the configured settings, by the name of the pool
	 */
	public UnpooledTransports(Function<HttpClientSettings, T> builder, Function<String, HttpClientSettings> settings) {
		this.builder = builder;
		this.settings = settings;
	}

	@Override
	public T create(String pool, HttpClientSettings settings) {
		return this.builder.apply(settings);
	}

	@Override
	public HttpClientSettings settings(String pool) {
		return this.settings.apply(pool);
	}

}
