package io.github.httppool.tracing;

import io.github.httppool.CallPhase;
import io.github.httppool.call.CallTrace;
import io.github.httppool.client.CallTraces;
import io.github.httppool.client.PhaseEvent;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.transport.RequestReplySenderContext;
import io.micrometer.tracing.Link;
import io.micrometer.tracing.Span;
import io.micrometer.tracing.TraceContext;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.handler.TracingObservationHandler;
import org.jspecify.annotations.Nullable;

/**
 * Adds to the traces of calls what the pool does for them: a span below that of the call
 * for each phase of its wait for a connection, and a span apart for each connection that
 * was opened for it, with a link to the call. That one is no part of the call's trace, as
 * the connection may be opened for longer than the call lasts, and serve another one.
 * <p>
 * Nothing is added to a trace that is not recorded. All spans are written when they are
 * over, with the times that they had.
 */
public final class CallTracingHandler implements ObservationHandler<RequestReplySenderContext<?, ?>> {

	private final Tracer tracer;

	private final PhaseSpans phases;

	private final CallTraces traces = this::traceOf;

	/**
	 * Creates the handler.
	 * @param tracer writes the spans
	 */
	public CallTracingHandler(Tracer tracer) {
		this.tracer = tracer;
		this.phases = new PhaseSpans(tracer);
	}

	@Override
	public boolean supportsContext(Observation.Context context) {
		return context instanceof RequestReplySenderContext;
	}

	@Override
	public void onStart(RequestReplySenderContext<?, ?> context) {
		context.put(CallTraces.class, this.traces);
	}

	@Override
	public void onEvent(Observation.Event event, RequestReplySenderContext<?, ?> context) {
		if (event instanceof PhaseEvent over && isBeforeRequest(over.phase())) {
			Span call = recorded(context);
			if (call != null) {
				this.phases.write(call.context(), over);
			}
		}
	}

	private static boolean isBeforeRequest(CallPhase phase) {
		return phase.compareTo(CallPhase.SENDING) < 0;
	}

	private @Nullable CallTrace traceOf(Observation.ContextView observation) {
		Span call = recorded(observation);
		return (call != null) ? new ConnectionSpans(this.tracer, new Link(detached(call.context()))) : null;
	}

	private static @Nullable Span recorded(Observation.ContextView observation) {
		TracingObservationHandler.TracingContext tracing = observation
			.get(TracingObservationHandler.TracingContext.class);
		Span span = (tracing != null) ? tracing.getSpan() : null;
		return (span != null && !span.isNoop()) ? span : null;
	}

	/**
	 * The tracer's own context may lead to the span, and to whatever the application has
	 * put beside it.
	 */
	private TraceContext detached(TraceContext context) {
		return this.tracer.traceContextBuilder()
			.traceId(context.traceId())
			.spanId(context.spanId())
			.sampled(context.sampled())
			.build();
	}

}
