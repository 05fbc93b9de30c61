package io.github.httppool.metrics;

import java.util.function.Function;
import java.util.function.ToDoubleFunction;

import io.github.httppool.ConnectionState;
import io.github.httppool.HttpPool;
import io.github.httppool.HttpPools;
import io.github.httppool.LoadSnapshot;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;

/**
 * Gauges of the load of a pool or of one of its hosts.
 * <p>
 * They reference the pools weakly and by name: a registry that outlives the application
 * context does not keep its pools reachable.
 *
 * @param pools the pools
 * @param pool name of the pool
 * @param load reads the figures
 * @param tags tags of all gauges
 */
record LoadGauges(HttpPools pools, String pool, Function<HttpPool, LoadSnapshot> load, Tags tags) {

	/**
	 * Active connections that were upgraded to another protocol, shown so that the states
	 * add up.
	 */
	private static final String UPGRADED = "upgraded";

	void bindConnections(HttpPoolMeter meter, OwnMeters meters) {
		with(HttpPoolTag.STATE.of(ConnectionState.ACTIVE)).bind(meter, LoadGauges::serving, meters);
		with(HttpPoolTag.STATE.of(UPGRADED)).bind(meter, LoadSnapshot::upgraded, meters);
		with(HttpPoolTag.STATE.of(ConnectionState.IDLE)).bind(meter, LoadSnapshot::idle, meters);
		with(HttpPoolTag.STATE.of(ConnectionState.CONNECTING)).bind(meter, LoadSnapshot::connecting, meters);
	}

	/**
	 * Binds the gauges that OpenTelemetry names. Its connections are active or idle: one
	 * that was upgraded is active, and one that is being opened is not there yet. A
	 * request is active while it waits for a connection, too.
	 */
	void bindOpenTelemetry(OwnMeters meters) {
		with(HttpPoolTag.CONNECTION_STATE.of(ConnectionState.ACTIVE)).bind(HttpPoolMeter.OTEL_OPEN_CONNECTIONS,
				LoadSnapshot::active, meters);
		with(HttpPoolTag.CONNECTION_STATE.of(ConnectionState.IDLE)).bind(HttpPoolMeter.OTEL_OPEN_CONNECTIONS,
				LoadSnapshot::idle, meters);
		bind(HttpPoolMeter.OTEL_ACTIVE_REQUESTS, (it) -> serving(it) + it.pending(), meters);
	}

	private static int serving(LoadSnapshot load) {
		return load.active() - load.upgraded();
	}

	private LoadGauges with(Tag tag) {
		return new LoadGauges(this.pools, this.pool, this.load, this.tags.and(tag));
	}

	void bind(HttpPoolMeter meter, ToDoubleFunction<LoadSnapshot> figure, OwnMeters meters) {
		meters.add(meter.gauge(this.pools, reading(this.pool, this.load, figure)).tags(this.tags)::register);
	}

	private static ToDoubleFunction<HttpPools> reading(String pool, Function<HttpPool, LoadSnapshot> load,
			ToDoubleFunction<LoadSnapshot> figure) {
		return (pools) -> figure.applyAsDouble(load.apply(pools.get(pool)));
	}

}
