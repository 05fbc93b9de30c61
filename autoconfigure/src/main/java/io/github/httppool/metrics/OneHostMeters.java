package io.github.httppool.metrics;

import java.util.concurrent.TimeUnit;
import java.util.function.Function;

import io.github.httppool.HttpPool;
import io.github.httppool.HttpPools;
import io.github.httppool.LoadSnapshot;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import org.jspecify.annotations.Nullable;

/**
 * The meters of one remote host of a pool, or of all hosts that share their tags.
 */
final class OneHostMeters {

	/**
	 * In seconds, as OpenTelemetry's semantic conventions advise for
	 * {@code http.client.connection.duration}.
	 */
	private static final double[] DURATION_BUCKETS = { 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60, 120, 300 };

	private static final double NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

	private final Counter responseTimeouts;

	private final @Nullable DistributionSummary connectionDuration;

	/**
	 * Registers what is recorded from events.
	 * @param pool name of the pool
	 * @param host tags of the host
	 * @param meters registers them
	 * @param naming which of them are registered
	 */
	OneHostMeters(String pool, HostTags host, OwnMeters meters, MeterNaming naming) {
		Tag ofPool = HttpPoolTag.POOL.of(pool);
		this.responseTimeouts = meters
			.add(HttpPoolMeter.RESPONSE_TIMEOUTS.counter().tags(host.ours().and(ofPool))::register);
		this.connectionDuration = HttpPoolMeter.OTEL_CONNECTION_DURATION.isIn(naming)
				? connectionDuration(host.openTelemetry().and(ofPool), meters) : null;
	}

	private static DistributionSummary connectionDuration(Tags tags, OwnMeters meters) {
		return meters.add(HttpPoolMeter.OTEL_CONNECTION_DURATION.summary()
			.tags(tags)
			.serviceLevelObjectives(DURATION_BUCKETS)
			.minimumExpectedValue(DURATION_BUCKETS[0])
			.maximumExpectedValue(DURATION_BUCKETS[DURATION_BUCKETS.length - 1])::register);
	}

	/**
	 * Registers the gauges.
	 * @param pools the pools
	 * @param pool name of the pool
	 * @param host tags of the host
	 * @param load reads the figures
	 * @param meters registers them
	 * @param naming which of them are registered
	 */
	static void bindGauges(HttpPools pools, String pool, HostTags host, Function<HttpPool, LoadSnapshot> load,
			OwnMeters meters, MeterNaming naming) {
		Tag ofPool = HttpPoolTag.POOL.of(pool);
		LoadGauges ours = new LoadGauges(pools, pool, load, host.ours().and(ofPool));
		ours.bind(HttpPoolMeter.HOST_PENDING, LoadSnapshot::pending, meters);
		if (HttpPoolMeter.HOST_CONNECTIONS.isIn(naming)) {
			ours.bindConnections(HttpPoolMeter.HOST_CONNECTIONS, meters);
		}
		if (HttpPoolMeter.OTEL_OPEN_CONNECTIONS.isIn(naming)) {
			new LoadGauges(pools, pool, load, host.openTelemetry().and(ofPool)).bindOpenTelemetry(meters);
		}
	}

	void responseTimedOut() {
		this.responseTimeouts.increment();
	}

	void closed(long ageNanos) {
		if (this.connectionDuration != null) {
			this.connectionDuration.record(ageNanos / NANOS_PER_SECOND);
		}
	}

}
