package io.github.httppool.autoconfigure;

import java.util.List;

import io.github.httppool.autoconfigure.properties.HttpPoolProperties;
import io.github.httppool.autoconfigure.properties.InvalidPropertiesException;
import io.github.httppool.autoconfigure.properties.InvalidProperty;
import io.github.httppool.autoconfigure.properties.WrittenProperties;
import io.github.httppool.boot.LoadBalancers;

import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Stops the start if a client is to be load-balanced and nothing can do that. What makes
 * named clients asks for this bean first: an eager bean may need a client before this
 * bean would be created in its turn.
 */
final class LoadBalancerCheck {

	private static final String REASON = "there is no load balancer: add "
			+ "org.springframework.cloud:spring-cloud-starter-loadbalancer, or set load-balanced=false where Spring "
			+ "Cloud's is switched off";

	/**
	 * Checks the clients.
	 * @param properties say which clients are to be load-balanced
	 * @param loadBalancers the load balancers there are
	 * @param environment where the properties were written
	 * @throws InvalidPropertiesException if there is none
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
