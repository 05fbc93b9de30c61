package io.github.httppool.benchmarks.misbehave;

import java.util.Optional;

/**
 * A request that has come, and what is to be said of the connection it came on.
 *
 * @param unfit why the client could know that the connection must not be used, if it
 * could
 * @param disturbed whether the upstream closed the connection, or wrote surplus bytes,
 * and the client may not have noticed that yet
 * @param surplus what the client may take for the answer then
 */
record Arrival(Optional<String> unfit, boolean disturbed, String surplus) {
}
