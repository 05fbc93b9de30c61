package io.github.httppool.metrics;

import java.util.Locale;

import io.micrometer.core.instrument.Tag;

/**
 * The tags of the pools' meters.
 */
enum HttpPoolTag {

	/** Name of the pool. */
	POOL,

	/** What connections are doing, or the name of the {@code SocketState}. */
	STATE,

	/** How an attempt to acquire or open a connection ended. */
	OUTCOME,

	/** A part of opening a connection. */
	PHASE,

	/** The name of the {@code CloseReason}, as in the endpoint and the logs. */
	REASON,

	/** Why a caller was refused. */
	CAUSE,

	/** How certain a leak is. */
	KIND,

	/** Remote host and port. */
	HOST;

	private final String key = name().toLowerCase(Locale.ROOT);

	Tag of(String value) {
		return Tag.of(this.key, value);
	}

	Tag of(Enum<?> value) {
		return of(value.name().toLowerCase(Locale.ROOT));
	}

}
