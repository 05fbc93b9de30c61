package io.github.httppool;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Something that has happened in a pool, as the flight recorder has kept it. Texts are
 * one line of limited length, without query and user-info of a URL.
 *
 * @param at when it happened
 * @param pool name of the pool
 * @param kind what it is
 * @param flag what went wrong with the call or the connection, {@code null} if that is
 * not known or nothing of the kind
 * @param host host and port, {@code null} if it is not about one host
 * @param connectionId number of the connection, {@code null} if there was none
 * @param request method and URI template of the call, or path without query
 * @param callSite where the call was made, if that was recorded
 * @param attempts how often the call has needed a connection, or the host was dialed;
 * {@code null} if neither
 * @param took how long it has lasted: the call, the dial, the life of a connection that
 * was closed, the lease that leaks, the delay
 * @param phases how long each phase of the call or the dial has lasted: those that have
 * lasted for any time, in their order
 * @param more how many like it have happened since, of the same kind, at the same host,
 * with the same flag, and are not kept one by one
 * @param lastAt when the last one of those happened, {@code null} if there is none
 * @param text what has happened, in one sentence
 */
public record PoolEvent(Instant at, String pool, PoolEventKind kind, @Nullable CallFlag flag, @Nullable String host,
		@Nullable Long connectionId, @Nullable String request, @Nullable String callSite, @Nullable Integer attempts,
		@Nullable Duration took, Map<CallPhase, Duration> phases, long more, @Nullable Instant lastAt, String text) {
}
