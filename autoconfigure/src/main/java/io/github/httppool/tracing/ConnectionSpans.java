package io.github.httppool.tracing;

import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

import io.github.httppool.call.CallTrace;
import io.github.httppool.call.DialRecord;
import io.github.httppool.call.PhaseInterval;
import io.github.httppool.text.Printable;
import io.micrometer.tracing.Link;
import io.micrometer.tracing.Span;
import io.micrometer.tracing.TraceContext;
import io.micrometer.tracing.Tracer;

/**
 * Writes a trace for each connection that was opened for a call: a span with the outcome,
 * and one below it for each phase. All it knows of the call is the link.
 *
 * @param tracer writes the spans
 * @param cause refers to the call
 */
record ConnectionSpans(Tracer tracer, Link cause) implements CallTrace {

	private static final String NAME = "httppool.connection";

	@Override
	public void dialed(DialRecord dial) {
		long now = System.nanoTime();
		Instant present = Instant.now();
		Span connection = start(dial, PhaseSpans.micros(present.minusNanos(now - dial.begin())));
		try {
			for (PhaseInterval interval : dial.intervals()) {
				write(interval, connection.context(), present, now);
			}
		}
		finally {
			if (dial.error() != null) {
				connection.error(dial.error());
			}
			connection.end(PhaseSpans.micros(present.minusNanos(now - dial.end())), TimeUnit.MICROSECONDS);
		}
	}

	private Span start(DialRecord dial, long begin) {
		return this.tracer.spanBuilder()
			.setNoParent()
			.addLink(this.cause)
			.kind(Span.Kind.CLIENT)
			.name(NAME)
			.tag("pool", dial.pool())
			.tag("host", Printable.line(dial.host(), Printable.MAX_LENGTH))
			.tag("outcome", (dial.error() == null) ? "success" : "error")
			.tag("httppool.connection.id", dial.connectionId())
			.startTimestamp(begin, TimeUnit.MICROSECONDS)
			.start();
	}

	private void write(PhaseInterval interval, TraceContext connection, Instant present, long now) {
		this.tracer.spanBuilder()
			.setParent(connection)
			.name(NAME + "." + interval.phase().name().toLowerCase(Locale.ROOT))
			.startTimestamp(PhaseSpans.micros(present.minusNanos(now - interval.begin())), TimeUnit.MICROSECONDS)
			.start()
			.end(PhaseSpans.micros(present.minusNanos(now - interval.end())), TimeUnit.MICROSECONDS);
	}

}
