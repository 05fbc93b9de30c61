package io.github.httppool.benchmarks.defaults;

import java.util.Locale;
import java.util.Map;

/**
 * A client with nothing configured but the library under Spring Boot's builders.
 */
public enum DefaultsVariant {

	OURS("this starter", Map.of()),

	REACTOR("Reactor Netty", Map.of("httppool.enabled", false, "spring.http.clients.imperative.factory", "reactor")),

	HC5("Apache HC5", Map.of("httppool.enabled", false, "spring.http.clients.imperative.factory", "http-components")),

	JDK("JDK client", Map.of("httppool.enabled", false, "spring.http.clients.imperative.factory", "jdk",
			"spring.http.clients.reactive.connector", "jdk"));

	private final String title;

	private final Map<String, Object> properties;

	DefaultsVariant(String title, Map<String, Object> properties) {
		this.title = title;
		this.properties = properties;
	}

	public static DefaultsVariant of(String key) {
		return valueOf(key.toUpperCase(Locale.ROOT));
	}

	public String key() {
		return name().toLowerCase(Locale.ROOT);
	}

	public String title() {
		return this.title;
	}

	Map<String, Object> properties() {
		return this.properties;
	}

	/**
	 * Returns whether it has a client for {@code WebClient} of its own.
	 */
	boolean isReactive() {
		return this != HC5;
	}

}
