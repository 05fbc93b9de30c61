package io.github.httppool.boot;

import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * Pools that clients can ask for by name, and what the requests of those clients are
 * relative to.
 */
public final class NamedPools {

	private final Map<String, @Nullable String> baseUrls;

	/**
	 * Creates the names.
	 * @param baseUrls base URL, or {@code null}, by name
	 */
	public NamedPools(Map<String, @Nullable String> baseUrls) {
		this.baseUrls = baseUrls;
	}

	boolean contains(String name) {
		return this.baseUrls.containsKey(name);
	}

	@Nullable String baseUrl(String name) {
		Assert.isTrue(contains(name), () -> "There is no pool '%s', only %s: configure it as httppool.clients.%s"
			.formatted(name, names(), name));
		return this.baseUrls.get(name);
	}

	private Set<String> names() {
		return this.baseUrls.keySet();
	}

}
