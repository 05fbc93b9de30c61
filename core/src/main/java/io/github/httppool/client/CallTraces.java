package io.github.httppool.client;

import io.github.httppool.call.CallTrace;
import io.micrometer.observation.Observation;
import org.jspecify.annotations.Nullable;

/**
 * Knows the trace that the observation of a call belongs to. What traces the calls puts
 * it into the context of their observations, with its class as the key: so the clients
 * need no library for tracing.
 */
@FunctionalInterface
public interface CallTraces {

	/**
	 * Returns what a connection may know that is opened for the call.
	 * @param observation context of the call's observation
	 * @return the trace, {@code null} if nothing is recorded of it
	 */
	@Nullable CallTrace traceOf(Observation.ContextView observation);

}
