package io.github.httppool.actuate;

import org.jspecify.annotations.Nullable;

/**
 * What the clients of a pool are configured to call, and how they identify themselves.
 *
 * @param baseUrl the base URL of its named clients, without credentials, or {@code null}
 * if they have none
 * @param sslBundle the SSL bundle of clients that have none of their own, or {@code null}
 */
public record PoolTarget(@Nullable String baseUrl, @Nullable String sslBundle) {

	/** Nothing is configured. */
	public static final PoolTarget NONE = new PoolTarget(null, null);

}
