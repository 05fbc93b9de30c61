package io.github.httppool.boot;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * The base URLs of named clients by pool, and the lookup of a pool's name in any
 * equivalent spelling.
 */
public final class NamedClientBaseUrls {

	private final Map<String, @Nullable String> baseUrls;

	private final Set<String> loadBalanced;

	private final UnaryOperator<String> uniform;

	private final Map<String, String> names = new HashMap<>();

	/**
	 * Creates the names.
	 * @param baseUrls base URL, or {@code null}, by name
	 * @param loadBalanced names whose clients are load-balanced
	 * @param uniform maps all equivalent spellings of a name to one
	 */
	public NamedClientBaseUrls(Map<String, @Nullable String> baseUrls, Set<String> loadBalanced,
			UnaryOperator<String> uniform) {
		this.baseUrls = baseUrls;
		this.loadBalanced = loadBalanced;
		this.uniform = uniform;
		baseUrls.keySet().forEach((name) -> this.names.put(uniform.apply(name), name));
	}

	boolean isLoadBalanced(String name) {
		String known = this.names.get(this.uniform.apply(name));
		return known != null && this.loadBalanced.contains(known);
	}

	boolean contains(String name) {
		return this.names.containsKey(this.uniform.apply(name));
	}

	/**
	 * Returns the registered name of a pool.
	 * @param name the name in any spelling
	 * @return the name that the pool is registered with
	 * @throws IllegalArgumentException if there is no such pool
	 */
	String name(String name) {
		Assert.isTrue(contains(name), () -> "There is no pool '%s', only %s: configure it as httppool.clients.%s"
			.formatted(name, names(), name));
		return Objects.requireNonNull(this.names.get(this.uniform.apply(name)));
	}

	@Nullable String baseUrl(String name) {
		return this.baseUrls.get(name(name));
	}

	private Set<String> names() {
		return this.baseUrls.keySet();
	}

}
