package io.github.httppool;

import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;

/**
 * The pools of the application, by name.
 */
public interface HttpPools extends Iterable<HttpPool> {

	/**
	 * Returns a builder of pools for an application without Spring Boot. With Spring
	 * Boot, inject the bean {@code httpPools} instead.
	 * @return a new builder
	 */
	static HttpPoolsBuilder builder() {
		return ServiceLoader.load(HttpPoolsBuilder.class, HttpPools.class.getClassLoader())
			.findFirst()
			.orElseThrow(
					() -> new IllegalStateException("META-INF/services of httppool-core is not on the class path"));
	}

	/**
	 * Returns the pool of the given name.
	 * @param name the pool's name
	 * @return the pool
	 * @throws IllegalArgumentException if there is none; its message lists the pools
	 * there are
	 */
	HttpPool get(String name);

	/**
	 * Looks for the pool of the given name.
	 * @param name the pool's name
	 * @return the pool, or nothing if there is none of this name
	 */
	Optional<HttpPool> find(String name);

	/**
	 * Returns the names of all pools.
	 * @return the names, the shared pool's first
	 */
	Set<String> names();

	/**
	 * Returns the totals over all pools.
	 * @return a view at this moment
	 */
	TotalsSnapshot totals();

}
