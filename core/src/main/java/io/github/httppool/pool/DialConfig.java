package io.github.httppool.pool;

import java.util.Map;

/**
 * What a connection is dialed with. Means something to the {@link Connector} only. May
 * hold on to the call that it comes from: the pool asks for it when a dial begins, and
 * keeps it no longer than that.
 */
public interface DialConfig {

	/**
	 * Returns what may set the connection apart from others to the same host. Kept by the
	 * pool, so nothing in it may lead to the call. Never called under the pool's lock.
	 * @return for each aspect, in words for a message, something that is equal if two
	 * configurations do not differ in it
	 */
	default Map<String, String> aspects() {
		return Map.of();
	}

}
