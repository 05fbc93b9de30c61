package io.github.httppool.boot;

import java.util.List;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.webclient.WebClientCustomizer;
import org.springframework.http.client.reactive.ClientHttpConnector;
import org.springframework.web.reactive.function.client.ExchangeFilterFunction;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * Reactive clients by the name of their pool.
 */
public final class NamedWebClients {

	private final NamedClientBaseUrls pools;

	private final ClientTransports<ClientHttpConnector> connectors;

	private final ObjectProvider<WebClientCustomizer> customizers;

	private final ObjectProvider<WebClientCustomizer> sharedConnector;

	private final LoadBalancers loadBalancers;

	private final CallGuards guards;

	private final NamedClientCache<WebClient> clients = new NamedClientCache<>((name) -> builder(name).build());

	/**
	 * Creates the clients.
	 * @param pools the names of the pools
	 * @param connectors creates the connectors, by the name of the pool
	 * @param customizers Spring Boot's and the application's customizers
	 * @param sharedConnector the one of Spring Boot's customizers that sets the shared
	 * connector on all clients, if there is one
	 * @param loadBalancers finds the load balancers
	 * @param guards the guards of the clients
	 */
	public NamedWebClients(NamedClientBaseUrls pools, ClientTransports<ClientHttpConnector> connectors,
			ObjectProvider<WebClientCustomizer> customizers, ObjectProvider<WebClientCustomizer> sharedConnector,
			LoadBalancers loadBalancers, CallGuards guards) {
		this.pools = pools;
		this.connectors = connectors;
		this.customizers = customizers;
		this.sharedConnector = sharedConnector;
		this.loadBalancers = loadBalancers;
		this.guards = guards;
	}

	/**
	 * Returns a builder of clients on a pool.
	 * @param name the pool's name
	 * @return a new builder
	 * @throws IllegalArgumentException if there is no such pool
	 */
	public WebClient.Builder builder(String name) {
		WebClient.Builder builder = WebClient.builder();
		String baseUrl = this.pools.baseUrl(name);
		if (baseUrl != null) {
			builder.baseUrl(baseUrl);
		}
		List<CallGuard> guards = this.guards.of(this.pools.name(name));
		// Before the customizers: one of them may put a mock server in its place.
		builder.clientConnector(GuardedConnector.guard(this.connectors.create(this.pools.name(name)), guards));
		WebClientCustomizer shared = this.sharedConnector.getIfAvailable();
		this.customizers.orderedStream()
			.filter((customizer) -> customizer != shared)
			.forEach((customizer) -> customizer.customize(builder));
		if (this.pools.isLoadBalanced(name)) {
			ExchangeFilterFunction balancer = this.loadBalancers.require(name, ExchangeFilterFunction.class,
					LoadBalancers.REACTIVE);
			if (balancer != null) {
				builder.filter(balancer);
			}
		}
		UnwrappedRefusals.addTo(builder, guards);
		return builder;
	}

	/**
	 * Returns the client of a pool.
	 * @param name the pool's name
	 * @return the client, the same one each time
	 * @throws IllegalArgumentException if there is no such pool
	 */
	public WebClient client(String name) {
		return this.clients.get(this.pools.name(name));
	}

}
