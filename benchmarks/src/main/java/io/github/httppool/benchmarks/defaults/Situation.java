package io.github.httppool.benchmarks.defaults;

import java.util.List;

/**
 * Ordinary code that makes many calls at once.
 */
enum Situation {

	FLAT_MAP_256("1,000 calls of 50 ms by flatMap(256)", true),

	FLAT_MAP_1000("1,000 calls of 50 ms by flatMap(1000)", true),

	FUTURES("500 calls of 50 ms by toFuture()", true),

	THREADS("2,000 threads, a call of 50 ms each", false),

	TOMCAT_100("Tomcat, 200 callers, upstream 100 ms", false),

	TOMCAT_300("Tomcat, 200 callers, upstream 300 ms", false),

	WEBFLUX_100("WebFlux, 200 callers, upstream 100 ms", true),

	WEBFLUX_300("WebFlux, 200 callers, upstream 300 ms", true);

	private final String title;

	private final boolean reactive;

	Situation(String title, boolean reactive) {
		this.title = title;
		this.reactive = reactive;
	}

	String title() {
		return this.title;
	}

	/**
	 * Returns whether it is one for {@code WebClient}; else it is one for
	 * {@code RestClient}.
	 */
	boolean isReactive() {
		return this.reactive;
	}

	static List<Situation> of(DefaultsVariant variant) {
		return List.of(values()).stream().filter((situation) -> variant.isReactive() || !situation.reactive).toList();
	}

}
