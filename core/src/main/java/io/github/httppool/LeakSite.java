package io.github.httppool;

import java.time.Instant;

/**
 * A place in the application that leaks, or may.
 *
 * @param callSite class, method and line; where that was not recorded, class and method
 * of the HTTP interface, or else HTTP method and URI template of the call
 * @param state what they are: reclaimed if no fewer were than leak for certain, else
 * confirmed, and suspected if no leak is certain
 * @param count how many of its leaks are in that state
 * @param lastSeen when the last one was found
 */
public record LeakSite(String callSite, LeakKind state, long count, Instant lastSeen) {

}
