package io.github.httppool.client;

import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * Clients by the name of the pool they run on: {@code default}, the shared pool, or one
 * configured as {@code httppool.clients.<name>}. The application's customizers are
 * applied to each client, and so is the pool's {@code base-url} if it has one. Safe for
 * use by many threads.
 * <p>
 * Needs both RestClient and WebClient on the class path. With only one of them, inject
 * the named client itself.
 */
public interface HttpPoolClients {

	/**
	 * Returns a builder of blocking clients on a pool.
	 * @param name the pool's name
	 * @return a new builder
	 * @throws IllegalArgumentException if there is no such pool; its message lists the
	 * pools there are
	 */
	RestClient.Builder restClientBuilder(String name);

	/**
	 * Returns a builder of reactive clients on a pool.
	 * @param name the pool's name
	 * @return a new builder
	 * @throws IllegalArgumentException if there is no such pool; its message lists the
	 * pools there are
	 */
	WebClient.Builder webClientBuilder(String name);

	/**
	 * Returns the blocking client of a pool.
	 * @param name the pool's name
	 * @return the client, the same one each time
	 * @throws IllegalArgumentException if there is no such pool; its message lists the
	 * pools there are
	 */
	RestClient restClient(String name);

	/**
	 * Returns the reactive client of a pool.
	 * @param name the pool's name
	 * @return the client, the same one each time
	 * @throws IllegalArgumentException if there is no such pool; its message lists the
	 * pools there are
	 */
	WebClient webClient(String name);

}
