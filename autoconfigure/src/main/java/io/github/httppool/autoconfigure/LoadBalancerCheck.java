package io.github.httppool.autoconfigure;

import java.util.List;

import io.github.httppool.boot.LoadBalancers;

import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Stops the start if a client is to be load-balanced and nothing can do that.
 */
final class LoadBalancerCheck implements SmartInitializingSingleton {

	private final HttpPoolProperties properties;

	private final LoadBalancers loadBalancers;

	private final ConfigurableEnvironment environment;

	LoadBalancerCheck(HttpPoolProperties properties, LoadBalancers loadBalancers, ConfigurableEnvironment environment) {
		this.properties = properties;
		this.loadBalancers = loadBalancers;
		this.environment = environment;
	}

	@Override
	public void afterSingletonsInstantiated() {
		List<String> clients = this.properties.loadBalancedClients().stream().sorted().toList();
		if (!clients.isEmpty() && !this.loadBalancers.arePresent()) {
			WrittenProperties written = new WrittenProperties(this.environment);
			throw new InvalidPropertiesException(clients.stream()
				.map((name) -> written.find(written.clientPrefix(name) + ".load-balanced", true))
				.map((property) -> new InvalidProperty(property,
						"must be false without Spring Cloud LoadBalancer: "
								+ "add org.springframework.cloud:spring-cloud-starter-loadbalancer"))
				.toList());
		}
	}

}
