package io.github.httppool.client;

import java.time.Duration;
import java.util.Locale;

import io.github.httppool.CallPhase;
import io.github.httppool.call.Call;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import io.micrometer.observation.transport.RequestReplySenderContext;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import reactor.util.context.ContextView;

/**
 * Tells the observation of a call ({@code http.client.requests}) how long its phases have
 * lasted until it had its response or failed: an event for each that has lasted for a
 * millisecond or more. So most calls on a connection that is open have one event, or
 * none, and an observation costs the others next to nothing.
 */
public final class ObservedPhases {

	private static final Log logger = LogFactory.getLog(ObservedPhases.class);

	private static final Duration WORTH_TELLING = Duration.ofMillis(1);

	/** Any registry knows the observation of this thread. */
	private static final ObservationRegistry REGISTRY = ObservationRegistry.create();

	private ObservedPhases() {
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
			tell(context.getOrDefault(ObservationThreadLocalAccessor.KEY, null), call);
		}
	}

	/**
	 * What a handler throws must not cost the call its response.
	 */
	private static void tell(@Nullable Observation observation, Call call) {
		if (observation == null || !(observation.getContextView() instanceof RequestReplySenderContext)) {
			return;
		}
		try {
			call.phases(System.nanoTime()).forEach((phase, lasted) -> tell(observation, phase, lasted));
		}
		catch (Throwable ex) {
			logger.warn("An observation has failed to hear of the phases of " + call, ex);
		}
	}

	private static void tell(Observation observation, CallPhase phase, Duration lasted) {
		if (lasted.compareTo(WORTH_TELLING) >= 0) {
			String name = phase.name().toLowerCase(Locale.ROOT);
			observation.event(Observation.Event.of("httppool." + name, name + " " + lasted.toMillis() + " ms"));
		}
	}

}
