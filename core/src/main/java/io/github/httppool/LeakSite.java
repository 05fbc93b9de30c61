package io.github.httppool;

import java.time.Instant;

/**
 * A call site that leaks, or may leak.
 *
 * @param callSite class, method and line; if that was not recorded, class and method of
 * the HTTP interface, or else HTTP method and URI template of the call
 * @param state state of its leaks: reclaimed if at least as many were reclaimed as
 * confirmed, else confirmed, or suspected if none is confirmed
 * @param count how many of its leaks are in that state
 * @param lastSeen when the last one was found
 */
public record LeakSite(String callSite, LeakKind state, long count, Instant lastSeen) {

}
