package io.github.httppool.events;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

import io.github.httppool.CallFlag;
import io.github.httppool.CallPhase;
import io.github.httppool.PoolEvent;
import io.github.httppool.PoolEventKind;
import io.github.httppool.text.Printable;
import org.jspecify.annotations.Nullable;

/**
 * An event that is being written. Cuts all texts, so that what is kept has a limit in
 * bytes: an event takes some 4 kB at most. For use by one thread.
 */
final class EventDraft {

	private static final int MAX_CALL_SITE = 400;

	private static final int MAX_TEXT = 500;

	private final Instant at;

	private final String pool;

	private final PoolEventKind kind;

	private @Nullable CallFlag flag;

	private @Nullable String host;

	private @Nullable Long connectionId;

	private @Nullable String request;

	private @Nullable String callSite;

	private @Nullable Integer attempts;

	private @Nullable Duration took;

	private Map<CallPhase, Duration> phases = Map.of();

	EventDraft(Instant at, String pool, PoolEventKind kind) {
		this.at = at;
		this.pool = pool;
		this.kind = kind;
	}

	EventDraft flag(@Nullable CallFlag wrong) {
		this.flag = wrong;
		return this;
	}

	EventDraft host(String label) {
		this.host = cut(label, Printable.MAX_LENGTH);
		return this;
	}

	EventDraft connection(long id) {
		this.connectionId = id;
		return this;
	}

	EventDraft request(@Nullable String name) {
		this.request = cut(name, Printable.MAX_LENGTH);
		return this;
	}

	EventDraft callSite(@Nullable String site) {
		this.callSite = cut(site, MAX_CALL_SITE);
		return this;
	}

	EventDraft attempts(int count) {
		this.attempts = count;
		return this;
	}

	EventDraft took(long nanos) {
		this.took = Duration.ofNanos(nanos);
		return this;
	}

	EventDraft phases(Map<CallPhase, Duration> times) {
		if (!times.isEmpty()) {
			this.phases = Collections.unmodifiableMap(new EnumMap<>(times));
		}
		return this;
	}

	/**
	 * Finishes the event.
	 * @param sentence what has happened
	 */
	PoolEvent text(String sentence) {
		return new PoolEvent(this.at, this.pool, this.kind, this.flag, this.host, this.connectionId, this.request,
				this.callSite, this.attempts, this.took, this.phases, 0, null, Printable.line(sentence, MAX_TEXT));
	}

	private static @Nullable String cut(@Nullable String text, int max) {
		return (text != null) ? Printable.line(text, max) : null;
	}

	/**
	 * Returns an event with others like it that were counted only.
	 * @param event the event
	 * @param more how many
	 * @param lastAt when the last one happened
	 */
	static PoolEvent withMore(PoolEvent event, long more, @Nullable Instant lastAt) {
		return new PoolEvent(event.at(), event.pool(), event.kind(), event.flag(), event.host(), event.connectionId(),
				event.request(), event.callSite(), event.attempts(), event.took(), event.phases(), more, lastAt,
				event.text());
	}

}
