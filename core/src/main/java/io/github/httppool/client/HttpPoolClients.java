package io.github.httppool.client;

import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * Clients by the name of the pool they run on: {@code default}, which all clients share,
 * or one configured as {@code httppool.clients.<name>}. Each has the application's
 * customizers, and the pool's {@code base-url} if it has one. Safe for use by many
 * threads.
 * <p>
 * Needs both RestClient and WebClient on the class path. With one of them, inject the
 * named client itself.
 */
public interface HttpPoolClients {

	/**
	 * Returns a builder of blocking clients on a pool.
	 * @param name the pool's name
	 * @return a new builder
	 * @throws IllegalArgumentException if there is no such pool, naming those there are
	 */
	RestClient.Builder restClientBuilder(String name);

	/**
	 * Returns a builder of reactive clients on a pool.
	 * @param name the pool's name
	 * @return a new builder
	 * @throws IllegalArgumentException if there is no such pool, naming those there are
	 */
	WebClient.Builder webClientBuilder(String name);

	/**
	 * Returns the blocking client of a pool.
	 * @param name the pool's name
	 * @return the client, the same one each time
	 * @throws IllegalArgumentException if there is no such pool, naming those there are
	 */
	RestClient restClient(String name);

	/**
	 * Returns the reactive client of a pool.
	 * @param name the pool's name
	 * @return the client, the same one each time
	 * @throws IllegalArgumentException if there is no such pool, naming those there are
	 */
	WebClient webClient(String name);

}
