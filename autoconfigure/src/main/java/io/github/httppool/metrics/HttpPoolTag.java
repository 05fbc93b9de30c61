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
	HOST,

	/** Remote host, as OpenTelemetry names it. */
	SERVER_ADDRESS("server.address"),

	/** Port of the remote host, as OpenTelemetry names it. */
	SERVER_PORT("server.port"),

	/** Whether a connection has a call, as OpenTelemetry names it. */
	CONNECTION_STATE("http.connection.state");

	private final String key;

	HttpPoolTag() {
		this.key = name().toLowerCase(Locale.ROOT);
	}

	HttpPoolTag(String key) {
		this.key = key;
	}

	String key() {
		return this.key;
	}

	Tag of(String value) {
		return Tag.of(this.key, value);
	}

	Tag of(Enum<?> value) {
		return of(value.name().toLowerCase(Locale.ROOT));
	}

}
