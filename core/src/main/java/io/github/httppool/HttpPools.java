package io.github.httppool;

import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;

/**
 * The pools of the application, by name.
 */
public interface HttpPools extends Iterable<HttpPool> {

	/**
	 * Begins to build pools for an application without Spring Boot, which has the bean
	 * {@code httpPools} instead.
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
	 * @throws IllegalArgumentException if there is none, naming those there are
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
	 * Returns what all pools hold together.
	 * @return a view of this moment
	 */
	TotalsSnapshot totals();

}
