package io.github.httppool.metrics;

/**
 * Under which names the pools' meters are registered.
 * <p>
 * OpenTelemetry's semantic conventions for HTTP clients name three of them. Two say what
 * a meter of ours says, and are registered in its place, or beside it; what they have no
 * name for keeps ours.
 */
public enum MeterNaming {

	/** Ours only. */
	MICROMETER,

	/** OpenTelemetry's, and ours for the rest. */
	OTEL,

	/** Ours and OpenTelemetry's. */
	BOTH;

}
