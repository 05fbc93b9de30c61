package io.github.httppool.metrics;

import java.util.function.ToIntFunction;

import io.github.httppool.ConnectionState;
import io.github.httppool.HttpPool;
import io.github.httppool.HttpPools;
import io.github.httppool.PoolSnapshot;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * Registers the gauges of every pool, and has everything else recorded.
 * <p>
 * Gauges know the pools weakly and by name: a registry that outlives the application
 * context does not keep its pools.
 */
public final class HttpPoolMeterBinder implements MeterBinder {

	private final HttpPools pools;

	private final HttpPoolMeterRecorder recorder;

	/**
	 * Creates the binder.
	 * @param pools the pools to be seen
	 * @param recorder records what happens in them
	 */
	public HttpPoolMeterBinder(HttpPools pools, HttpPoolMeterRecorder recorder) {
		this.pools = pools;
		this.recorder = recorder;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		this.pools.names().forEach((pool) -> bindGauges(pool, registry));
		this.recorder.bindTo(registry, this.pools.names());
	}

	private void bindGauges(String pool, MeterRegistry registry) {
		bindState(pool, ConnectionState.ACTIVE, PoolSnapshot::active, registry);
		bindState(pool, ConnectionState.IDLE, PoolSnapshot::idle, registry);
		bindState(pool, ConnectionState.CONNECTING, PoolSnapshot::connecting, registry);
		bind(HttpPoolMeter.CONNECTIONS_MAX, pool, (it) -> it.settings().pool().maxConnections(), registry);
		bind(HttpPoolMeter.PENDING, pool, (it) -> it.snapshot().pending(), registry);
		bind(HttpPoolMeter.PENDING_MAX, pool, (it) -> it.settings().pool().maxPendingAcquires(), registry);
	}

	private void bindState(String pool, ConnectionState state, ToIntFunction<PoolSnapshot> count,
			MeterRegistry registry) {
		HttpPoolMeter.CONNECTIONS.gauge(this.pools, (pools) -> count.applyAsInt(pools.get(pool).snapshot()))
			.tags(Tags.of(HttpPoolTag.POOL.of(pool), HttpPoolTag.STATE.of(state)))
			.register(registry);
	}

	private void bind(HttpPoolMeter meter, String pool, ToIntFunction<HttpPool> value, MeterRegistry registry) {
		meter.gauge(this.pools, (pools) -> value.applyAsInt(pools.get(pool)))
			.tags(Tags.of(HttpPoolTag.POOL.of(pool)))
			.register(registry);
	}

}
