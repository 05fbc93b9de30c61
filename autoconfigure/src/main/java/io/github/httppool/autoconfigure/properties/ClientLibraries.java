package io.github.httppool.autoconfigure.properties;

import org.springframework.core.env.Environment;

/**
 * The properties that take Spring Boot's clients off the pool: {@code httppool.enabled},
 * and Spring Boot's own choice of another client library.
 */
public final class ClientLibraries {

	/** Chooses the library of {@code RestClient} and {@code RestTemplate}. */
	public static final String FACTORY_PROPERTY = "spring.http.clients.imperative.factory";

	/** Chooses the library of {@code WebClient}. */
	public static final String CONNECTOR_PROPERTY = "spring.http.clients.reactive.connector";

	private ClientLibraries() {
	}

	static boolean leaveAnyOnPool(Environment environment) {
		return isPoolEnabled(environment)
				&& !(isOther(environment, FACTORY_PROPERTY) && isOther(environment, CONNECTOR_PROPERTY));
	}

	/**
	 * Returns whether pools are enabled.
	 * @param environment the application's environment
	 * @return whether {@code httppool.enabled} is not set to {@code false}
	 */
	public static boolean isPoolEnabled(Environment environment) {
		return environment.getProperty("httppool.enabled", Boolean.class, true);
	}

	/**
	 * Returns whether a property chooses a client library other than Reactor Netty.
	 * @param environment the application's environment
	 * @param property name of the property
	 * @return whether it is set to anything but Reactor Netty
	 */
	public static boolean isOther(Environment environment, String property) {
		String chosen = environment.getProperty(property);
		return chosen != null && !chosen.equalsIgnoreCase("reactor");
	}

}
