package io.github.httppool.events;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.Supplier;

import io.github.httppool.EventsSnapshot;
import io.github.httppool.PoolEvent;
import io.github.httppool.PoolEventKind;
import io.github.httppool.text.Counted;
import io.github.httppool.text.ErrorInWords;
import org.jspecify.annotations.Nullable;

/**
 * The events of one pool in the {@link EventRecorder} of its application. Safe for use by
 * several threads.
 */
public final class PoolRecorder {

	private static final Comparator<PoolEvent> NEWEST_FIRST = Comparator.comparing(PoolEvent::at).reversed();

	private final EventRecorder recorder;

	private final String pool;

	private final OrdinaryRate calls;

	private final OrdinaryRate connections;

	private final LongAdder omitted = new LongAdder();

	PoolRecorder(EventRecorder recorder, String pool) {
		this.recorder = recorder;
		this.pool = pool;
		long now = recorder.now();
		this.calls = new OrdinaryRate(now);
		this.connections = new OrdinaryRate(now);
	}

	/**
	 * Returns whether a call that has just gone well is to be recorded. If not, it counts
	 * as left out.
	 * @param now the time, of {@link System#nanoTime()}
	 * @return whether there is room for it
	 */
	public boolean takesOrdinaryCall(long now) {
		return this.recorder.isOn() && takes(this.calls, now);
	}

	/**
	 * Returns whether calls that go wrong are recorded.
	 * @return {@code false} if nothing is
	 */
	public boolean isOn() {
		return this.recorder.isOn();
	}

	/**
	 * Records a call that went well and was {@linkplain #takesOrdinaryCall taken}.
	 * @param call the call
	 */
	public void ordinaryCall(EndedCall call) {
		keep(describe(call, this.recorder.instant()));
	}

	/**
	 * Records a call that went wrong.
	 * @param call the call
	 */
	public void wrongCall(EndedCall call) {
		EventKey key = new EventKey(this.pool, call.host(), kindOf(call), call.flag());
		keepOrCount(key, (at) -> describe(call, at));
	}

	private static PoolEventKind kindOf(EndedCall call) {
		return (call.connection() != null) ? PoolEventKind.CALL : PoolEventKind.NOT_ACQUIRED;
	}

	private PoolEvent describe(EndedCall call, Instant at) {
		EventDraft draft = new EventDraft(at, this.pool, kindOf(call)).flag(call.flag())
			.host(call.host())
			.request(call.request())
			.callSite(call.callSite())
			.attempts(call.attempts())
			.took(call.nanos())
			.phases(call.phases());
		if (call.connection() != null) {
			draft.connection(call.connection().id());
		}
		return draft.text(sentence(call));
	}

	private static String sentence(EndedCall call) {
		String status = (call.status() > 0) ? "was answered with " + call.status() : "got no response";
		String attempts = (call.attempts() > 1) ? " after " + Counted.of(call.attempts(), "attempt") : "";
		String what = switch (call.outcome()) {
			case COMPLETED -> status;
			case FAILED -> (call.status() > 0) ? status + ", and failed before the end of it" : "failed";
			case CANCELLED -> (call.connection() == null) ? "was cancelled while it waited for a connection"
					: status + ", and was cancelled";
		};
		Throwable error = call.error();
		return "the call " + what + attempts + ((error != null) ? ": " + ErrorInWords.of(error) : "");
	}

	/**
	 * Records an ordinary event of a connection, if there is room for one.
	 */
	void ordinary(Supplier<PoolEvent> event) {
		if (takes(this.connections, this.recorder.now())) {
			keep(event.get());
		}
	}

	/**
	 * Records something that went wrong, or counts it with others like it.
	 * @param kind what it is
	 * @param host host and port, if it is about one
	 * @param what what went wrong, if there is more than one thing
	 * @param event makes the event
	 */
	void wrong(PoolEventKind kind, @Nullable String host, @Nullable Enum<?> what, Function<Instant, PoolEvent> event) {
		keepOrCount(new EventKey(this.pool, host, kind, what), event);
	}

	private boolean takes(OrdinaryRate rate, long now) {
		boolean taken = rate.take(now);
		if (!taken) {
			this.omitted.increment();
		}
		return taken;
	}

	private void keep(PoolEvent event) {
		// Of all hosts alike: the rate is one for all of them, too.
		this.recorder.ordinary().add(new EventKey(this.pool, null, event.kind(), null), event, this.recorder.now());
	}

	private void keepOrCount(EventKey key, Function<Instant, PoolEvent> event) {
		Instant at = this.recorder.instant();
		this.recorder.wrong().addOrCount(key, at, this.recorder.now(), () -> event.apply(at));
	}

	/**
	 * Returns what is kept of the pool.
	 * @return the events, newest first
	 */
	public EventsSnapshot snapshot() {
		if (!this.recorder.isOn()) {
			return EventsSnapshot.NONE;
		}
		List<PoolEvent> events = new ArrayList<>();
		this.recorder.ordinary().addTo(this.pool, events);
		this.recorder.wrong().addTo(this.pool, events);
		events.sort(NEWEST_FIRST);
		return new EventsSnapshot(events, this.omitted.sum());
	}

}
