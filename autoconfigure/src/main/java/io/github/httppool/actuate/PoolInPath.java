package io.github.httppool.actuate;

import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;

/**
 * The name of a pool in the path of a request, and nowhere else.
 * <p>
 * Boot merges path, body and query into one map of arguments, in which {@code {"pool":
 * "other"}} or {@code ?pool=other} replaces the name in the path and so bypasses rules
 * that authorize by path. To ensure that only the path names the pool, selectors take all
 * remaining path segments, which Boot passes as a {@code String[]}: neither a body nor a
 * query can contain one.
 */
final class PoolInPath {

	private PoolInPath() {
	}

	/**
	 * Returns the name.
	 * @param pool value of a selector of all remaining path segments
	 * @throws InvalidEndpointRequestException if it does not come from the path
	 */
	static String name(Object pool) {
		if (pool instanceof String[] segments) {
			return String.join("/", segments);
		}
		String message = "a pool can be named in the path only, not by a key 'pool'";
		throw new InvalidEndpointRequestException(message, message);
	}

}
