package io.github.httppool.client;

import java.time.Duration;
import java.time.Instant;

import io.github.httppool.call.Call;
import io.github.httppool.call.PhaseInterval;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import io.micrometer.observation.transport.RequestReplySenderContext;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import reactor.util.context.ContextView;

/**
 * Tells the observation of a call ({@code http.client.requests}) what the call has waited
 * for until it had its response or failed: an event for each phase that has lasted for a
 * millisecond or more, in order, with the time at which it began. So most calls on a
 * connection that is open have one event, or none. A call that is not observed costs one
 * look for an observation.
 * <p>
 * What an observation or its handlers throw must not cost the call its response.
 */
public final class ObservedCalls {

	private static final Log logger = LogFactory.getLog(ObservedCalls.class);

	private static final long WORTH_TELLING_NANOS = Duration.ofMillis(1).toNanos();

	/** Any registry knows the observation of this thread. */
	private static final ObservationRegistry REGISTRY = ObservationRegistry.create();

	private ObservedCalls() {
	}

	/**
	 * A call begins that this thread makes.
	 * @param call the call
	 */
	public static void beginCurrent(Call call) {
		begin(call, REGISTRY.getCurrentObservation());
	}

	/**
	 * A call begins for a subscriber.
	 * @param call the call
	 * @param context the subscriber's context
	 */
	public static void begin(Call call, ContextView context) {
		begin(call, in(context));
	}

	private static void begin(Call call, @Nullable Observation observation) {
		if (observation == null || !isOfClient(observation)) {
			return;
		}
		call.observed();
		Observation.ContextView context = observation.getContextView();
		try {
			CallTraces traces = context.get(CallTraces.class);
			if (traces != null) {
				call.tracedBy(traces.traceOf(context));
			}
		}
		catch (Throwable ex) {
			logger.warn("The trace of " + call + " is not known", ex);
		}
	}

	/**
	 * Tells the observation of this thread, if it is that of a client.
	 * @param call the call that this thread has made
	 */
	public static void tellCurrent(Call call) {
		tell(REGISTRY.getCurrentObservation(), call);
	}

	/**
	 * Tells the observation of a subscriber, if it is that of a client.
	 * @param context the subscriber's context, with the call
	 */
	public static void tell(ContextView context) {
		Call call = context.getOrDefault(Call.class, null);
		if (call != null) {
			tell(in(context), call);
		}
	}

	private static void tell(@Nullable Observation observation, Call call) {
		if (observation == null || !isOfClient(observation)) {
			return;
		}
		try {
			long now = System.nanoTime();
			Instant present = Instant.now();
			for (PhaseInterval interval : call.intervals(now)) {
				if (interval.nanos() >= WORTH_TELLING_NANOS) {
					observation.event(new PhaseEvent(interval.phase(), present.minusNanos(now - interval.begin()),
							Duration.ofNanos(interval.nanos())));
				}
			}
		}
		catch (Throwable ex) {
			logger.warn("An observation has failed to hear of the phases of " + call, ex);
		}
	}

	private static @Nullable Observation in(ContextView context) {
		return context.getOrDefault(ObservationThreadLocalAccessor.KEY, null);
	}

	private static boolean isOfClient(Observation observation) {
		return observation.getContextView() instanceof RequestReplySenderContext;
	}

}
