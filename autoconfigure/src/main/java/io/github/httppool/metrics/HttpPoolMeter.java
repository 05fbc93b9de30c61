package io.github.httppool.metrics;

import java.util.List;
import java.util.function.ToDoubleFunction;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter.Type;
import io.micrometer.core.instrument.Timer;
import org.jspecify.annotations.Nullable;

/**
 * The meters of a pool, with their names. All of them have the tag {@code pool}; none has
 * a tag for a URI, an address or a connection. Only some have a tag for the remote host,
 * for a limited number of hosts. {@link MeterNaming} says which of them are registered.
 * <p>
 * A base unit is set only if the name ends with it, because some systems append it: the
 * gauge {@code httppool.connections.max} should be {@code httppool_connections_max} in
 * Prometheus. Timers have the unit of their system. For the same reason the units of
 * OpenTelemetry's meters are words, and not its {@code {connection}} and {@code s}.
 */
public enum HttpPoolMeter {

	/** Connections by what they are doing. */
	CONNECTIONS(Type.GAUGE, "httppool.connections", "connections", "Connections of the pool, by what they are doing",
			HttpPoolTag.STATE),

	/** The limit of connections. */
	CONNECTIONS_MAX(Type.GAUGE, "httppool.connections.max", null, "Limit of connections per remote host"),

	/** How busy the busiest host is, from 0 to 1. */
	CONNECTIONS_UTILIZATION(Type.GAUGE, "httppool.connections.utilization", null,
			"Share of its limit of connections that the busiest remote host uses"),

	/** What the limit of connections per remote host should be. */
	ADVICE_MAX(Type.GAUGE, "httppool.advice.max", null, "What the limit of connections per remote host should be"),

	/** Connections of a host by what they are doing. */
	HOST_CONNECTIONS(Type.GAUGE, "httppool.host.connections", "connections",
			"Connections to a remote host, by what they are doing", HttpPoolTag.HOST, HttpPoolTag.STATE),

	/** Callers who wait for a host. */
	HOST_PENDING(Type.GAUGE, "httppool.host.pending", null, "Callers waiting for a connection to a remote host",
			HttpPoolTag.HOST),

	/** Callers who wait. */
	PENDING(Type.GAUGE, "httppool.pending", null, "Callers waiting for a connection"),

	/** The limit of callers who wait. */
	PENDING_MAX(Type.GAUGE, "httppool.pending.max", null, "Limit of callers waiting for a connection per remote host"),

	/** How long callers have waited; with a histogram. */
	ACQUIRE(Type.TIMER, "httppool.acquire", null,
			"Time callers have waited for a connection, whether they got one or not", HttpPoolTag.OUTCOME),

	/** How long it took to open a connection. */
	CONNECTIONS_CREATION(Type.TIMER, "httppool.connections.creation", null,
			"Time to open a connection: DNS, TCP and TLS", HttpPoolTag.OUTCOME),

	/** How long each part of that took. */
	CONNECTIONS_CREATION_PHASE(Type.TIMER, "httppool.connections.creation.phase", null,
			"Time that a part of opening a connection took", HttpPoolTag.PHASE),

	/** How long leases have lasted. */
	CONNECTIONS_USAGE(Type.TIMER, "httppool.connections.usage", null, "Time calls have held a connection"),

	/** How old connections have become. */
	CONNECTIONS_LIFETIME(Type.TIMER, "httppool.connections.lifetime", null, "Age of connections when they were closed"),

	/** How many calls connections have served. */
	CONNECTIONS_REQUESTS(Type.DISTRIBUTION_SUMMARY, "httppool.connections.requests", "requests",
			"Calls that connections have served when they were closed"),

	/** Why connections were closed. */
	CONNECTIONS_CLOSED(Type.COUNTER, "httppool.connections.closed", null, "Connections closed, by reason",
			HttpPoolTag.REASON),

	/** Callers who got no connection. */
	REJECTED(Type.COUNTER, "httppool.rejected", null, "Callers who were refused a connection, by cause",
			HttpPoolTag.CAUSE),

	/** Responses of a host that did not come in time. */
	RESPONSE_TIMEOUTS(Type.COUNTER, "httppool.response.timeouts", null, "Calls to which no response came in time",
			HttpPoolTag.HOST),

	/** Attempts that have failed, and what became of them. */
	RETRIES(Type.COUNTER, "httppool.retries", null,
			"Failed attempts of calls that may be repeated, by what became of them", HttpPoolTag.OUTCOME),

	/** Calls on connections that the server had closed. */
	STALE(Type.COUNTER, "httppool.stale", null,
			"Calls sent on a connection that the server had closed while it was idle, by what became of them",
			HttpPoolTag.OUTCOME),

	/** Calls that did not end. */
	LEAKS(Type.COUNTER, "httppool.leaks", null, "Calls that did not end as they should, by how certain that is",
			HttpPoolTag.KIND),

	/** Sockets by state; on Linux. */
	SOCKETS(Type.GAUGE, "httppool.sockets", "sockets", "TCP sockets of the pool as the kernel sees them, by state",
			HttpPoolTag.STATE),

	/** How late event loops were. */
	EVENT_LOOP_DELAY(Type.TIMER, "httppool.event-loop.delay", null,
			"Delays of 50 ms or more of the event loops, which all pools share"),

	/** Buffers leaked in the whole JVM, under the shared pool. */
	BUFFERS_LEAKED(Type.COUNTER, "httppool.buffers.leaked", null,
			"Leaks of buffers that Netty has reported in this JVM"),

	/** Connections of a host that are open, as OpenTelemetry names them. */
	OTEL_OPEN_CONNECTIONS(Type.GAUGE, "http.client.open_connections", "connections",
			"Number of outbound HTTP connections that are currently active or idle on the client",
			HttpPoolTag.SERVER_ADDRESS, HttpPoolTag.SERVER_PORT, HttpPoolTag.CONNECTION_STATE),

	/** How old connections have become, as OpenTelemetry names it; in seconds. */
	OTEL_CONNECTION_DURATION(Type.DISTRIBUTION_SUMMARY, "http.client.connection.duration", "seconds",
			"Duration of the successfully established outbound HTTP connections", HttpPoolTag.SERVER_ADDRESS,
			HttpPoolTag.SERVER_PORT),

	/** Requests to a host that are under way, as OpenTelemetry names them. */
	OTEL_ACTIVE_REQUESTS(Type.GAUGE, "http.client.active_requests", "requests", "Number of active HTTP requests",
			HttpPoolTag.SERVER_ADDRESS, HttpPoolTag.SERVER_PORT);

	private final Type type;

	private final String meterName;

	private final @Nullable String baseUnit;

	private final String description;

	private final List<HttpPoolTag> tags;

	HttpPoolMeter(Type type, String meterName, @Nullable String baseUnit, String description, HttpPoolTag... tags) {
		this.type = type;
		this.meterName = meterName;
		this.baseUnit = baseUnit;
		this.description = description;
		this.tags = List.of(tags);
	}

	/**
	 * Returns what kind of meter it is.
	 * @return the type
	 */
	public Type type() {
		return this.type;
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

	/**
	 * Returns the keys of the meter's tags, besides {@code pool}.
	 * @return the keys, in the order of the documentation
	 */
	public List<String> tagKeys() {
		return this.tags.stream().map(HttpPoolTag::key).toList();
	}

	/**
	 * Returns whether the meter is registered under a naming.
	 * @param naming the naming
	 * @return {@code false} if another meter says the same under that naming, or if the
	 * meter's name is not of it
	 */
	public boolean isIn(MeterNaming naming) {
		return switch (this) {
			case HOST_CONNECTIONS, CONNECTIONS_LIFETIME -> naming != MeterNaming.OTEL;
			case OTEL_OPEN_CONNECTIONS, OTEL_CONNECTION_DURATION, OTEL_ACTIVE_REQUESTS ->
				naming != MeterNaming.MICROMETER;
			default -> true;
		};
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
