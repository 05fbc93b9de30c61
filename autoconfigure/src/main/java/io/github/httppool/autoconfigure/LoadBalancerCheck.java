package io.github.httppool.autoconfigure;

import java.util.List;

import io.github.httppool.autoconfigure.properties.HttpPoolProperties;
import io.github.httppool.autoconfigure.properties.InvalidPropertiesException;
import io.github.httppool.autoconfigure.properties.InvalidProperty;
import io.github.httppool.autoconfigure.properties.WrittenProperties;
import io.github.httppool.boot.LoadBalancers;

import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Stops the startup if a client requires load balancing and there is no load balancer.
 * The beans that create named clients depend on this bean, because an eager bean may need
 * a client before this bean would otherwise be created.
 */
final class LoadBalancerCheck {

	private static final String REASON = "there is no load balancer: add "
			+ "org.springframework.cloud:spring-cloud-starter-loadbalancer, or set load-balanced=false where Spring "
			+ "Cloud's is switched off";

	/**
	 * Checks the clients.
	 * @param properties determine which clients require load balancing
	 * @param loadBalancers finds the load balancers
	 * @param environment where the properties were written
	 * @throws InvalidPropertiesException if load balancing is required and there is no
	 * load balancer
	 */
	LoadBalancerCheck(HttpPoolProperties properties, LoadBalancers loadBalancers, ConfigurableEnvironment environment) {
		List<String> clients = properties.loadBalancedClients().stream().sorted().toList();
		if (!clients.isEmpty() && !loadBalancers.arePresent()) {
			WrittenProperties written = new WrittenProperties(environment);
			throw new InvalidPropertiesException(clients.stream()
				.map((name) -> written.find(written.clientPrefix(name) + ".load-balanced", true))
				.map((property) -> new InvalidProperty(property, REASON))
				.toList());
		}
	}

}
