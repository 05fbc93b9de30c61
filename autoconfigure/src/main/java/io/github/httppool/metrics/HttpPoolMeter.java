package io.github.httppool.metrics;

import java.util.function.ToDoubleFunction;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import org.jspecify.annotations.Nullable;

/**
 * The meters of a pool, with their names. All of them have the tag {@code pool}; none has
 * a tag for a URI, an address or a connection. Only the meters that say so have the tag
 * {@code host}, for a limited number of hosts.
 * <p>
 * A base unit is set only if the name ends with it, because some systems append it: the
 * gauge {@code httppool.connections.max} should be {@code httppool_connections_max} in
 * Prometheus. Timers have the unit of their system.
 */
public enum HttpPoolMeter {

	/** Gauge, by {@code state}. */
	CONNECTIONS("httppool.connections", "connections", "Connections of the pool, by what they are doing"),

	/** Gauge. */
	CONNECTIONS_MAX("httppool.connections.max", null, "Limit of connections per remote host"),

	/** Gauge, from 0 to 1. */
	CONNECTIONS_UTILIZATION("httppool.connections.utilization", null,
			"Share of its limit of connections that the busiest remote host uses"),

	/** Gauge. */
	ADVICE_MAX("httppool.advice.max", null, "What the limit of connections per remote host should be"),

	/** Gauge, by {@code host} and {@code state}. */
	HOST_CONNECTIONS("httppool.host.connections", "connections",
			"Connections to a remote host, by what they are doing"),

	/** Gauge, by {@code host}. */
	HOST_PENDING("httppool.host.pending", null, "Callers waiting for a connection to a remote host"),

	/** Gauge. */
	PENDING("httppool.pending", null, "Callers waiting for a connection"),

	/** Gauge. */
	PENDING_MAX("httppool.pending.max", null, "Limit of callers waiting for a connection per remote host"),

	/** Timer with a histogram, by {@code outcome}. */
	ACQUIRE("httppool.acquire", null, "Time callers have waited for a connection, whether they got one or not"),

	/** Timer, by {@code outcome}. */
	CONNECTIONS_CREATION("httppool.connections.creation", null, "Time to open a connection: DNS, TCP and TLS"),

	/** Timer, by {@code phase}. */
	CONNECTIONS_CREATION_PHASE("httppool.connections.creation.phase", null,
			"Time that a part of opening a connection took"),

	/** Timer. */
	CONNECTIONS_USAGE("httppool.connections.usage", null, "Time calls have held a connection"),

	/** Timer. */
	CONNECTIONS_LIFETIME("httppool.connections.lifetime", null, "Age of connections when they were closed"),

	/** Summary. */
	CONNECTIONS_REQUESTS("httppool.connections.requests", "requests",
			"Calls that connections have served when they were closed"),

	/** Counter, by {@code reason}. */
	CONNECTIONS_CLOSED("httppool.connections.closed", null, "Connections closed, by reason"),

	/** Counter, by {@code cause}. */
	REJECTED("httppool.rejected", null, "Callers who were refused a connection, by cause"),

	/** Counter, by {@code host}. */
	RESPONSE_TIMEOUTS("httppool.response.timeouts", null, "Calls to which no response came in time"),

	/** Counter, by {@code outcome}. */
	RETRIES("httppool.retries", null, "Failed attempts of calls that may be repeated, by what became of them"),

	/** Counter, by {@code outcome}. */
	STALE("httppool.stale", null,
			"Calls sent on a connection that the server had closed while it was idle, by what became of them"),

	/** Counter, by {@code kind}. */
	LEAKS("httppool.leaks", null, "Calls that did not end as they should, by how certain that is"),

	/** Gauge, by {@code state}; on Linux. */
	SOCKETS("httppool.sockets", "sockets", "TCP sockets of the pool as the kernel sees them, by state"),

	/** Timer. */
	EVENT_LOOP_DELAY("httppool.event-loop.delay", null,
			"Delays of 50 ms or more of the event loops, which all pools share"),

	/** Counter of the whole JVM, under the shared pool. */
	BUFFERS_LEAKED("httppool.buffers.leaked", null, "Leaks of buffers that Netty has reported in this JVM");

	private final String meterName;

	private final @Nullable String baseUnit;

	private final String description;

	HttpPoolMeter(String meterName, @Nullable String baseUnit, String description) {
		this.meterName = meterName;
		this.baseUnit = baseUnit;
		this.description = description;
	}

	/**
	 * Returns the name the meter is registered under.
	 * @return the name
	 */
	public String meterName() {
		return this.meterName;
	}

	/**
	 * Returns the unit of the meter.
	 * @return the unit, or {@code null} if it has none or is a time
	 */
	public @Nullable String baseUnit() {
		return this.baseUnit;
	}

	/**
	 * Returns what the meter measures, in one sentence.
	 * @return the description
	 */
	public String description() {
		return this.description;
	}

	<T> Gauge.Builder<T> gauge(T source, ToDoubleFunction<T> value) {
		return Gauge.builder(this.meterName, source, value).description(this.description).baseUnit(this.baseUnit);
	}

	<T> FunctionCounter.Builder<T> counter(T source, ToDoubleFunction<T> value) {
		return FunctionCounter.builder(this.meterName, source, value)
			.description(this.description)
			.baseUnit(this.baseUnit);
	}

	Counter.Builder counter() {
		return Counter.builder(this.meterName).description(this.description).baseUnit(this.baseUnit);
	}

	DistributionSummary.Builder summary() {
		return DistributionSummary.builder(this.meterName).description(this.description).baseUnit(this.baseUnit);
	}

	Timer.Builder timer() {
		return Timer.builder(this.meterName).description(this.description);
	}

}
