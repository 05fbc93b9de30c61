package io.github.httppool.events;

import io.github.httppool.PoolEventKind;
import org.jspecify.annotations.Nullable;

/**
 * What events have in common that are more of the same.
 *
 * @param pool name of the pool
 * @param host host and port, if it is about one
 * @param kind kind of the events
 * @param what what went wrong, if anything
 */
record EventKey(String pool, @Nullable String host, PoolEventKind kind, @Nullable Enum<?> what) {

}
