package io.github.httppool;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * A wire log that is on.
 *
 * @param until when it ends by itself
 * @param host the host whose connections are logged, {@code null} for all of the pool
 */
public record WireLogSnapshot(Instant until, @Nullable String host) {
}
