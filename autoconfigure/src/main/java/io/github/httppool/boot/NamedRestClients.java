package io.github.httppool.boot;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.restclient.RestClientCustomizer;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.web.client.RestClient;

/**
 * Blocking clients by the name of their pool.
 */
public final class NamedRestClients {

	private final NamedPools pools;

	private final ClientTransports<ClientHttpRequestFactory> requestFactories;

	private final ObjectProvider<RestClientCustomizer> customizers;

	private final Map<String, RestClient> clients = new ConcurrentHashMap<>();

	/**
	 * Creates the clients.
	 * @param pools the names there are
	 * @param requestFactories makes what a client sends with, by the name of its pool
	 * @param customizers the application's customizers
	 */
	public NamedRestClients(NamedPools pools, ClientTransports<ClientHttpRequestFactory> requestFactories,
			ObjectProvider<RestClientCustomizer> customizers) {
		this.pools = pools;
		this.requestFactories = requestFactories;
		this.customizers = customizers;
	}

	/**
	 * Returns a builder of clients on a pool.
	 * @param name the pool's name
	 * @return a new builder
	 * @throws IllegalArgumentException if there is no such pool
	 */
	public RestClient.Builder builder(String name) {
		RestClient.Builder builder = RestClient.builder();
		String baseUrl = this.pools.baseUrl(name);
		if (baseUrl != null) {
			builder.baseUrl(baseUrl);
		}
		// Before the customizers: one of them may put a mock server in its place.
		builder.requestFactory(this.requestFactories.create(name));
		this.customizers.orderedStream().forEach((customizer) -> customizer.customize(builder));
		return builder;
	}

	/**
	 * Returns the client of a pool.
	 * @param name the pool's name
	 * @return the client, the same one each time
	 * @throws IllegalArgumentException if there is no such pool
	 */
	public RestClient client(String name) {
		RestClient client = this.clients.get(name);
		if (client == null) {
			// Not built within the map: beans are looked up meanwhile, and may come here.
			client = builder(name).build();
			RestClient first = this.clients.putIfAbsent(name, client);
			client = (first != null) ? first : client;
		}
		return client;
	}

}
