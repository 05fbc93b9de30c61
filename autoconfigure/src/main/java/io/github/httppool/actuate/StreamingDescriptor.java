package io.github.httppool.actuate;

import io.github.httppool.HttpPool;
import io.github.httppool.PoolSnapshot;

/**
 * The long-lived calls of a pool: event streams, upgraded connections, and calls that
 * have said so.
 *
 * @param active connections that they have, of the active ones
 * @param maxConnections how many they may have per remote host
 */
public record StreamingDescriptor(int active, int maxConnections) {

	static StreamingDescriptor of(HttpPool pool, PoolSnapshot figures) {
		return new StreamingDescriptor(figures.streaming(), pool.settings().pool().streamingLimit());
	}

}
