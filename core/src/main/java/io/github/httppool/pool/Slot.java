package io.github.httppool.pool;

import org.jspecify.annotations.Nullable;

/**
 * What a slot of a pool was taken by at one moment.
 *
 * @param id number of the connection
 * @param dial the dial under way, {@code null} if there is none, or if it begins at this
 * moment
 * @param connection the connection, {@code null} if there is none yet
 */
public record Slot(long id, @Nullable PendingDial dial, @Nullable PoolableConnection connection) {

}
