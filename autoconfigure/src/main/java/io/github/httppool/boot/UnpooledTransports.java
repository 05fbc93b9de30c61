package io.github.httppool.boot;

import java.util.function.Function;

import org.springframework.boot.http.client.HttpClientSettings;

/**
 * Transports of Spring Boot's own making, for applications that have switched the pools
 * off. What was configured for the clients of a pool still counts, as far as Spring Boot
 * knows it.
 *
 * @param <T> request factory or connector
 */
public final class UnpooledTransports<T> implements ClientTransports<T> {

	private final Function<HttpClientSettings, T> builder;

	private final Function<String, HttpClientSettings> settings;

	/**
	 * Creates the transports.
	 * @param builder makes one
	 * @param settings what was configured, by the name of the pool
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
