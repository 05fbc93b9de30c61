package io.github.httppool.boot;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.restclient.RestClientCustomizer;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.ClientHttpRequestInterceptor;
import org.springframework.web.client.RestClient;

/**
 * Blocking clients by the name of their pool.
 */
public final class NamedRestClients {

	private final NamedClientBaseUrls pools;

	private final ClientTransports<ClientHttpRequestFactory> requestFactories;

	private final ObjectProvider<RestClientCustomizer> customizers;

	private final LoadBalancers loadBalancers;

	private final CallGuards guards;

	private final NamedClientCache<RestClient> clients = new NamedClientCache<>((name) -> builder(name).build());

	/**
	 * Creates the clients.
	 * @param pools the names of the pools
	 * @param requestFactories creates the request factories, by the name of the pool
	 * @param customizers the application's customizers
	 * @param loadBalancers finds the load balancers
	 * @param guards the guards of the clients
	 */
	public NamedRestClients(NamedClientBaseUrls pools, ClientTransports<ClientHttpRequestFactory> requestFactories,
			ObjectProvider<RestClientCustomizer> customizers, LoadBalancers loadBalancers, CallGuards guards) {
		this.pools = pools;
		this.requestFactories = requestFactories;
		this.customizers = customizers;
		this.loadBalancers = loadBalancers;
		this.guards = guards;
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
		builder.requestFactory(requestFactory(this.pools.name(name)));
		this.customizers.orderedStream().forEach((customizer) -> customizer.customize(builder));
		if (this.pools.isLoadBalanced(name)) {
			ClientHttpRequestInterceptor balancer = this.loadBalancers.require(name, ClientHttpRequestInterceptor.class,
					LoadBalancers.BLOCKING);
			if (balancer != null) {
				builder.requestInterceptor(balancer);
			}
		}
		return builder;
	}

	private ClientHttpRequestFactory requestFactory(String pool) {
		return GuardedRequestFactory.guard(this.requestFactories.create(pool), this.guards.of(pool));
	}

	/**
	 * Returns the client of a pool.
	 * @param name the pool's name
	 * @return the client, the same one each time
	 * @throws IllegalArgumentException if there is no such pool
	 */
	public RestClient client(String name) {
		return this.clients.get(this.pools.name(name));
	}

}
