package io.github.httppool.metrics;

import java.util.function.ToIntFunction;

import io.github.httppool.HttpPool;
import io.github.httppool.HttpPools;
import io.github.httppool.LoadSnapshot;
import io.github.httppool.ProcessFigures;
import io.github.httppool.SocketCounts;
import io.github.httppool.SocketState;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * Registers the gauges of every pool, and binds the recorder for everything else.
 * <p>
 * Gauges reference the pools weakly and by name: a registry that outlives the application
 * context does not keep its pools reachable.
 */
public final class HttpPoolMeterBinder implements MeterBinder {

	private final HttpPools pools;

	private final HttpPoolMeterRecorder recorder;

	private final ProcessFigures process;

	/**
	 * Creates the binder.
	 * @param pools the pools
	 * @param recorder records their events
	 * @param process figures of the process the pools run in
	 */
	public HttpPoolMeterBinder(HttpPools pools, HttpPoolMeterRecorder recorder, ProcessFigures process) {
		this.process = process;
		this.pools = pools;
		this.recorder = recorder;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		OwnMeters meters = this.recorder.bindTo(registry, this.pools);
		this.pools.names().forEach((pool) -> bindGauges(pool, meters));
		bindProcess(meters);
	}

	private void bindGauges(String pool, OwnMeters meters) {
		Tags tags = Tags.of(HttpPoolTag.POOL.of(pool));
		LoadGauges load = new LoadGauges(this.pools, pool, HttpPool::load, tags);
		load.bindConnections(HttpPoolMeter.CONNECTIONS, meters);
		load.bind(HttpPoolMeter.CONNECTIONS_MAX, LoadSnapshot::maxConnections, meters);
		load.bind(HttpPoolMeter.CONNECTIONS_UTILIZATION, LoadSnapshot::utilization, meters);
		load.bind(HttpPoolMeter.PENDING, LoadSnapshot::pending, meters);
		meters.add(HttpPoolMeter.PENDING_MAX.gauge(this.pools, (pools) -> maxPending(pools.get(pool)))
			.tags(tags)::register);
		meters.add(HttpPoolMeter.ADVICE_MAX.gauge(this.pools, (pools) -> advisedMax(pools.get(pool)))
			.tags(tags)::register);
	}

	private static int maxPending(HttpPool pool) {
		return pool.settings().pool().maxPendingAcquires();
	}

	/**
	 * Costs some ten microseconds, however many hosts there are. Not a number as long as
	 * too few calls have come to tell.
	 */
	private static double advisedMax(HttpPool pool) {
		Integer max = pool.advice().maxConnections();
		return (max != null) ? max : Double.NaN;
	}

	/**
	 * A figure that is not available on this system has no meter.
	 */
	private void bindProcess(OwnMeters meters) {
		if (this.process.knowsSockets()) {
			this.pools.names().forEach((pool) -> bindSockets(pool, meters));
		}
		if (this.process.bufferLeaks().isPresent()) {
			bindBufferLeaks(meters);
		}
	}

	private void bindSockets(String pool, OwnMeters meters) {
		bindSockets(pool, SocketState.ESTABLISHED, SocketCounts::established, meters);
		bindSockets(pool, SocketState.CLOSE_WAIT, SocketCounts::closeWait, meters);
		bindSockets(pool, SocketState.TIME_WAIT, SocketCounts::timeWait, meters);
	}

	private void bindSockets(String pool, SocketState state, ToIntFunction<SocketCounts> count, OwnMeters meters) {
		meters.add(HttpPoolMeter.SOCKETS.gauge(this.process, (process) -> sockets(pool, count, process))
			.tags(Tags.of(HttpPoolTag.POOL.of(pool), HttpPoolTag.STATE.of(state.name())))::register);
	}

	private static double sockets(String pool, ToIntFunction<SocketCounts> count, ProcessFigures process) {
		return process.sockets()
			.map((sockets) -> sockets.pools().get(pool))
			.map((counts) -> (double) count.applyAsInt(counts))
			.orElse(Double.NaN);
	}

	/**
	 * Registered under one pool only, because they are of the whole JVM: a sum over all
	 * pools counts them once.
	 */
	private void bindBufferLeaks(OwnMeters meters) {
		meters.add(HttpPoolMeter.BUFFERS_LEAKED.counter(this.process, (process) -> process.bufferLeaks().orElse(0))
			.tags(Tags.of(HttpPoolTag.POOL.of(HttpPool.DEFAULT)))::register);
	}

}
