package io.github.httppool.client;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import io.github.httppool.call.Call;
import io.github.httppool.call.PhaseInterval;
import io.github.httppool.text.GuardedLog;
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
 * connection that is open have one event, or none, and nothing is kept of the other
 * phases. A call that is not observed costs one look for an observation.
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
	 * @return the observation to {@link #tell} of the call, {@code null} if there is none
	 */
	public static @Nullable Observation beginCurrent(Call call) {
		return begin(call, REGISTRY.getCurrentObservation());
	}

	/**
	 * A call begins for a subscriber.
	 * @param call the call
	 * @param context the subscriber's context
	 */
	public static void begin(Call call, ContextView context) {
		begin(call, in(context));
	}

	private static @Nullable Observation begin(Call call, @Nullable Observation observation) {
		if (observation == null) {
			return null;
		}
		try {
			Observation.ContextView context = observation.getContextView();
			if (!(context instanceof RequestReplySenderContext)) {
				return null;
			}
			call.observed(WORTH_TELLING_NANOS);
			CallTraces traces = context.get(CallTraces.class);
			if (traces != null) {
				call.tracedBy(traces.traceOf(context));
			}
		}
		catch (Throwable ex) {
			GuardedLog.write(logger::warn, "The trace of " + call + " is not known", ex);
		}
		return observation;
	}

	/**
	 * Tells the observation of a subscriber, if it is that of a client.
	 * @param context the subscriber's context, with the call
	 */
	public static void tell(ContextView context) {
		Call call = context.getOrDefault(Call.class, null);
		Observation observation = (call != null) ? in(context) : null;
		if (call != null && observation != null) {
			tell(observation, call);
		}
	}

	/**
	 * Tells an observation what a call has waited for, if it is that of a client.
	 * @param observation the observation
	 * @param call the call, which {@linkplain #beginCurrent began} with it
	 */
	public static void tell(Observation observation, Call call) {
		try {
			long now = System.nanoTime();
			List<PhaseInterval> intervals = call.intervals(now);
			if (!intervals.isEmpty()) {
				tell(observation, intervals, now);
			}
		}
		catch (Throwable ex) {
			GuardedLog.write(logger::warn, "An observation has failed to hear of the phases of " + call, ex);
		}
	}

	private static void tell(Observation observation, List<PhaseInterval> intervals, long now) {
		Instant present = Instant.now();
		for (PhaseInterval interval : intervals) {
			observation.event(new PhaseEvent(interval.phase(), present.minusNanos(now - interval.begin()),
					Duration.ofNanos(interval.nanos())));
		}
	}

	private static @Nullable Observation in(ContextView context) {
		return context.getOrDefault(ObservationThreadLocalAccessor.KEY, null);
	}

}
