package io.github.httppool.boot;

import org.springframework.boot.http.client.HttpClientSettings;

/**
 * Creates the transports of clients, by the name of their pool.
 *
 * @param <T> request factory or connector
 */
public interface ClientTransports<T> {

	/**
	 * Creates a transport with exactly these settings.
	 * @param pool the pool's name
	 * @param settings the settings
	 * @return a new transport
	 */
	T create(String pool, HttpClientSettings settings);

	/**
	 * Returns the settings configured for a pool.
	 * @param pool the pool's name
	 * @return the settings
	 */
	HttpClientSettings settings(String pool);

	/**
	 * Creates a transport with the settings configured for a pool.
	 * @param pool the pool's name
	 * @return a new transport
	 */
	default T create(String pool) {
		return create(pool, settings(pool));
	}

}
