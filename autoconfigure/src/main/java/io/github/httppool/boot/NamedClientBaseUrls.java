package io.github.httppool.boot;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * Pools that clients can ask for by name, in any spelling that means the same, and what
 * the requests of those clients are relative to.
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
	 * @param uniform makes one spelling of all those that mean the same name
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
	 * Returns the one name of a pool.
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
