package io.github.httppool.benchmarks.harness;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A client to be measured: the one thing that differs is what Spring Boot puts under its
 * builder, or what of this starter is switched off.
 */
public enum Variant {

	REST_JDK("RestClient, JDK client", "rest", Library.JDK),

	REST_JETTY("RestClient, Jetty", "rest", Library.JETTY),

	REST_HC5("RestClient, Apache HC5", "rest", Library.HTTP_COMPONENTS),

	REST_REACTOR("RestClient, Reactor Netty", "rest", Library.REACTOR),

	REST_UNTRACKED("RestClient, this starter, leak detection off", "rest", Map.of(Variant.LEAK_DETECTION, false)),

	REST_UNLIMITED("RestClient, this starter, limits off", "rest", Limits.OFF),

	REST_OURS("RestClient, this starter", "rest", Map.of()),

	WEB_JDK("WebClient, JDK client", "web", Library.JDK),

	WEB_JETTY("WebClient, Jetty", "web", Library.JETTY),

	WEB_HC5("WebClient, Apache HC5", "web", Library.HTTP_COMPONENTS),

	WEB_REACTOR("WebClient, Reactor Netty", "web", Library.REACTOR),

	WEB_UNTRACKED("WebClient, this starter, leak detection off", "web", Map.of(Variant.LEAK_DETECTION, false)),

	WEB_UNLIMITED("WebClient, this starter, limits off", "web", Limits.OFF),

	WEB_OURS("WebClient, this starter", "web", Map.of());

	/**
	 * Connections per host that a client may open. The JDK's client knows no such limit,
	 * Reactor Netty's is 500 and can only be raised by a property; both open one for each
	 * call in flight.
	 */
	public static final int MAX_CONNECTIONS = 50;

	private static final String LEAK_DETECTION = "httppool.leak-detection.enabled";

	private final String title;

	private final String api;

	private final Optional<Library> library;

	private final Map<String, Object> properties;

	Variant(String title, String api, Library library) {
		this(title, api, Optional.of(library), library.properties());
	}

	Variant(String title, String api, Map<String, Object> properties) {
		this(title, api, Optional.empty(), properties);
	}

	Variant(String title, String api, Optional<Library> library, Map<String, Object> properties) {
		this.title = title;
		this.api = api;
		this.library = library;
		this.properties = properties;
	}

	public static Variant of(String key) {
		return valueOf(key.toUpperCase().replace('-', '_'));
	}

	public String key() {
		return name().toLowerCase().replace('_', '-');
	}

	public String title() {
		return this.title;
	}

	/**
	 * Returns whether this starter makes the client.
	 */
	public boolean isOnPool() {
		return this.library.isEmpty();
	}

	/**
	 * Returns the library that makes the client in place of this starter.
	 */
	Optional<Library> library() {
		return this.library;
	}

	/**
	 * Returns whether nothing is switched off that the client has by default.
	 */
	public boolean isWhole() {
		return !isOnPool() || this == ours();
	}

	public boolean isReactive() {
		return this.api.equals("web");
	}

	/**
	 * Returns the variant of this starter for the same API, with all that is on by
	 * default.
	 */
	public Variant ours() {
		return isReactive() ? WEB_OURS : REST_OURS;
	}

	/**
	 * Returns what the application sets in its environment.
	 */
	public Map<String, Object> applicationProperties() {
		Map<String, Object> all = new HashMap<>(this.properties);
		if (isOnPool()) {
			all.put("httppool.pool.max-connections", MAX_CONNECTIONS);
		}
		return all;
	}

	/**
	 * The limits of a call that has a connection.
	 */
	private static final class Limits {

		/**
		 * {@code total} can be switched off. The others are so long that nothing is
		 * scheduled for them while a measurement lasts.
		 */
		static final Map<String, Object> OFF = Map.of("httppool.timeouts.total", "0", "httppool.timeouts.response",
				"24d", "httppool.timeouts.read-idle", "24d", "httppool.timeouts.write-idle", "24d");

	}

}
