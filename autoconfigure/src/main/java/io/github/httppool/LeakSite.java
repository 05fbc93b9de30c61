package io.github.httppool;

import java.time.Instant;

/**
 * A place in the application that leaks, or may.
 *
 * @param callSite class, method and line, or else method and URI template of the call
 * @param state the most that is known of its leaks
 * @param count how many of its leaks are in that state
 * @param lastSeen when the last one was found
 */
public record LeakSite(String callSite, LeakKind state, long count, Instant lastSeen) {

}
