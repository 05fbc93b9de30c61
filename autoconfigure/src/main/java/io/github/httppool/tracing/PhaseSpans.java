package io.github.httppool.tracing;

import java.time.Instant;
import java.util.concurrent.TimeUnit;

import io.github.httppool.client.PhaseEvent;
import io.micrometer.tracing.TraceContext;
import io.micrometer.tracing.Tracer;

/**
 * Writes a span for a phase of a call that is over.
 *
 * @param tracer writes the spans
 */
record PhaseSpans(Tracer tracer) {

	/**
	 * Writes the span.
	 * @param call the span that it is a part of
	 * @param over the phase
	 */
	void write(TraceContext call, PhaseEvent over) {
		this.tracer.spanBuilder()
			.setParent(call)
			.name(over.getName())
			.startTimestamp(micros(over.begin()), TimeUnit.MICROSECONDS)
			.start()
			.end(micros(over.begin().plus(over.lasted())), TimeUnit.MICROSECONDS);
	}

	/**
	 * Returns a time as tracers take it: one in nanoseconds since the epoch ends in 2262,
	 * and Brave has no finer unit.
	 */
	static long micros(Instant time) {
		return TimeUnit.SECONDS.toMicros(time.getEpochSecond()) + TimeUnit.NANOSECONDS.toMicros(time.getNano());
	}

}
