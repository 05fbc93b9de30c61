package io.github.httppool.actuate;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

import io.github.httppool.CallFlag;
import io.github.httppool.CallPhase;
import io.github.httppool.PoolEvent;
import io.github.httppool.PoolEventKind;
import org.jspecify.annotations.Nullable;

/**
 * Something that has happened in a pool. Times are in milliseconds.
 *
 * @param at when it happened
 * @param kind what it is
 * @param flag what went wrong, absent if that is not known or nothing of the kind
 * @param host host and port, absent if it is not about one host
 * @param connectionId number of the connection, absent if there was none
 * @param request method and URI template of the call, or path without query
 * @param callSite where the call was made, absent if that was not recorded
 * @param attempts how often the call has needed a connection, or the host was dialed
 * @param millis how long it has lasted
 * @param phases how long each phase of the call or the dial has lasted, absent if there
 * was none
 * @param more how many like it have happened since and are not listed, absent if none has
 * @param lastAt when the last one of those happened
 * @param text what has happened, in one sentence
 */
public record EventDescriptor(Instant at, PoolEventKind kind, @Nullable CallFlag flag, @Nullable String host,
		@Nullable Long connectionId, @Nullable String request, @Nullable String callSite, @Nullable Integer attempts,
		@Nullable Double millis, @Nullable Map<String, Double> phases, @Nullable Long more, @Nullable Instant lastAt,
		String text) {

	static EventDescriptor of(PoolEvent event) {
		return new EventDescriptor(event.at(), event.kind(), event.flag(), event.host(), event.connectionId(),
				event.request(), event.callSite(), event.attempts(),
				(event.took() != null) ? Millis.of(event.took()) : null,
				event.phases().isEmpty() ? null : millis(event.phases()), (event.more() > 0) ? event.more() : null,
				event.lastAt(), event.text());
	}

	private static Map<String, Double> millis(Map<CallPhase, Duration> phases) {
		Map<String, Double> millis = new LinkedHashMap<>();
		phases.forEach((phase, lasted) -> millis.put(phase.name().toLowerCase(Locale.ROOT), Millis.of(lasted)));
		return millis;
	}

}
