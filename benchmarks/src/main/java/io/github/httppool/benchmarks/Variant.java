package io.github.httppool.benchmarks;

import java.util.HashMap;
import java.util.Map;

/**
 * A client to be measured: the one thing that differs is what Spring Boot puts under its
 * builder.
 */
enum Variant {

	REST_JDK("RestClient, JDK client", "rest", "jdk"),

	REST_JETTY("RestClient, Jetty", "rest", "jetty"),

	REST_HC5("RestClient, Apache HC5", "rest", "http-components"),

	REST_REACTOR("RestClient, Reactor Netty", "rest", "reactor"),

	REST_OURS("RestClient, this starter", "rest", null),

	WEB_REACTOR("WebClient, Reactor Netty", "web", "reactor"),

	WEB_OURS("WebClient, this starter", "web", null);

	/**
	 * Connections per host that a client may open: the starter's default. The JDK's
	 * client knows no such limit, Reactor Netty's is 500 and can only be raised by a
	 * property; both open one for each call in flight.
	 */
	static final int MAX_CONNECTIONS = 50;

	private final String title;

	private final String api;

	private final String library;

	Variant(String title, String api, String library) {
		this.title = title;
		this.api = api;
		this.library = library;
	}

	static Variant of(String key) {
		return valueOf(key.toUpperCase().replace('-', '_'));
	}

	String key() {
		return name().toLowerCase().replace('_', '-');
	}

	String title() {
		return this.title;
	}

	boolean isOurs() {
		return this.library == null;
	}

	boolean isReactive() {
		return this.api.equals("web");
	}

	/**
	 * Returns the variant of this starter for the same API.
	 */
	Variant ours() {
		return isReactive() ? WEB_OURS : REST_OURS;
	}

	/**
	 * Returns what the application sets in its environment.
	 */
	Map<String, Object> applicationProperties() {
		Map<String, Object> properties = new HashMap<>();
		if (isOurs()) {
			properties.put("httppool.pool.max-connections", MAX_CONNECTIONS);
		}
		else {
			properties.put("httppool.enabled", false);
			properties.put("spring.http.clients.imperative.factory", this.library);
		}
		return properties;
	}

}
