package io.github.httppool.autoconfigure;

import java.util.Arrays;
import java.util.List;

import io.github.httppool.boot.OutsidePool;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.http.client.ClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.reactive.ClientHttpConnectorBuilder;
import org.springframework.core.env.Environment;

/**
 * Notes, once the application has started, which clients of Spring Boot it has kept off
 * the pool by a property or a bean of its own, if not all of them.
 */
final class OptOuts implements SmartInitializingSingleton {

	static final String FACTORY_PROPERTY = "spring.http.clients.imperative.factory";

	static final String REQUEST_FACTORY_BUILDER = "httpPoolClientHttpRequestFactoryBuilder";

	static final String CONNECTOR_PROPERTY = "spring.http.clients.reactive.connector";

	static final String CONNECTOR_BUILDER = "httpPoolClientHttpConnectorBuilder";

	private final OutsidePool outsidePool;

	private final Environment environment;

	private final ListableBeanFactory beanFactory;

	OptOuts(OutsidePool outsidePool, Environment environment, ListableBeanFactory beanFactory) {
		this.outsidePool = outsidePool;
		this.environment = environment;
		this.beanFactory = beanFactory;
	}

	/**
	 * Tells whether properties leave any of Spring Boot's clients on the pool.
	 */
	static boolean leaveAnyOnPool(Environment environment) {
		return isEnabled(environment)
				&& !(isOtherLibrary(environment, FACTORY_PROPERTY) && isOtherLibrary(environment, CONNECTOR_PROPERTY));
	}

	private static boolean isEnabled(Environment environment) {
		return environment.getProperty("httppool.enabled", Boolean.class, true);
	}

	private static boolean isOtherLibrary(Environment environment, String property) {
		String chosen = environment.getProperty(property);
		return chosen != null && !chosen.equalsIgnoreCase("reactor");
	}

	@Override
	public void afterSingletonsInstantiated() {
		if (!isEnabled(this.environment)) {
			this.outsidePool.add("httppool.enabled is false: all HTTP clients are Spring Boot's own");
			return;
		}
		noteUnlessPooled(ClientHttpRequestFactoryBuilder.class, REQUEST_FACTORY_BUILDER, FACTORY_PROPERTY,
				"RestClient and RestTemplate do not use the pool");
		noteUnlessPooled(ClientHttpConnectorBuilder.class, CONNECTOR_BUILDER, CONNECTOR_PROPERTY,
				"WebClient does not use the pool");
	}

	private void noteUnlessPooled(Class<?> type, String ours, String property, String consequence) {
		List<String> builders = Arrays.asList(this.beanFactory.getBeanNamesForType(type, true, false));
		if (builders.contains(ours)) {
			return;
		}
		if (isOtherLibrary(this.environment, property)) {
			this.outsidePool
				.add("%s is %s: %s".formatted(property, this.environment.getProperty(property), consequence));
		}
		else {
			builders.forEach((builder) -> this.outsidePool.add("bean '%s' (%s) takes the place of the pool's: %s"
				.formatted(builder, type.getSimpleName(), consequence)));
		}
	}

}
