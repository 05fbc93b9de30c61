package io.github.httppool.boot;

/**
 * What may guard the calls of a client, in the order in which it is asked: no call waits
 * for a rate limiter that a circuit breaker would refuse.
 */
public enum CallGuardKind {

	/** Resilience4j's {@code CircuitBreaker}. */
	CIRCUIT_BREAKER("circuit-breaker.enabled", "CircuitBreakerRegistry", "resilience4j-circuitbreaker"),

	/** Resilience4j's {@code RateLimiter}. */
	RATE_LIMITER("rate-limiter.enabled", "RateLimiterRegistry", "resilience4j-ratelimiter");

	private final String property;

	private final String registry;

	private final String artifact;

	CallGuardKind(String property, String registry, String artifact) {
		this.property = property;
		this.registry = registry;
		this.artifact = artifact;
	}

	/**
	 * Returns the property by which a client asks for it.
	 * @return rest of the property's name, after the client's
	 */
	public String property() {
		return this.property;
	}

	/**
	 * Returns what type of bean has the instances.
	 * @return simple name of the type
	 */
	public String registry() {
		return this.registry;
	}

	/**
	 * Returns the artifact with that type.
	 * @return its name in group {@code io.github.resilience4j}
	 */
	public String artifact() {
		return this.artifact;
	}

}
