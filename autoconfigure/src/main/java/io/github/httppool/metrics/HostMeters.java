package io.github.httppool.metrics;

import java.lang.ref.WeakReference;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.ToIntFunction;

import io.github.httppool.HttpPool;
import io.github.httppool.HttpPools;
import io.github.httppool.LoadSnapshot;
import io.github.httppool.text.Printable;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import org.jspecify.annotations.Nullable;

/**
 * The meters of one pool's remote hosts in one registry. The first hosts have a tag of
 * their own, and all others share one. The meters of a host are registered on its first
 * event, so that its counter starts at zero.
 */
final class HostMeters {

	/** Tag of the hosts without a tag of their own. */
	private static final String OTHER = "other";

	private final String pool;

	private final WeakReference<HttpPools> pools;

	private final MeterRegistry registry;

	private final int max;

	/** Counts the response timeouts of each host with a tag of its own. */
	private final Map<String, Counter> own = new ConcurrentHashMap<>();

	/** Counts those of all other hosts, once there are any. */
	private volatile @Nullable Counter others;

	/**
	 * Creates the meters of a pool's hosts.
	 * @param pool name of the pool
	 * @param pools the pools whose load is read
	 * @param registry where they are registered
	 * @param max how many hosts have a tag of their own
	 */
	HostMeters(String pool, WeakReference<HttpPools> pools, MeterRegistry registry, int max) {
		this.pool = pool;
		this.pools = pools;
		this.registry = registry;
		this.max = max;
	}

	/**
	 * Registers the meters of a host on its first event.
	 */
	void heardOf(String host) {
		responseTimeouts(host);
	}

	Counter responseTimeouts(String host) {
		Counter counter = this.own.get(host);
		if (counter == null && this.own.size() >= this.max) {
			counter = this.others;
		}
		return (counter != null) ? counter : register(host);
	}

	private synchronized Counter register(String host) {
		if (this.own.containsKey(host) || this.own.size() < this.max) {
			return this.own.computeIfAbsent(host,
					(added) -> register(Printable.line(added, Printable.MAX_LENGTH), (present) -> present.load(added)));
		}
		Counter counter = this.others;
		if (counter == null) {
			counter = register(OTHER, this::loadOfOthers);
			this.others = counter;
		}
		return counter;
	}

	private Counter register(String tag, Function<HttpPool, LoadSnapshot> load) {
		Tags tags = Tags.of(HttpPoolTag.POOL.of(this.pool), HttpPoolTag.HOST.of(tag));
		HttpPools present = this.pools.get();
		if (present != null && present.find(this.pool).isPresent()) {
			LoadGauges gauges = new LoadGauges(present, this.pool, load, tags);
			gauges.bindConnections(HttpPoolMeter.HOST_CONNECTIONS, this.registry);
			gauges.bind(HttpPoolMeter.HOST_PENDING, LoadSnapshot::pending, this.registry);
		}
		return HttpPoolMeter.RESPONSE_TIMEOUTS.counter().tags(tags).register(this.registry);
	}

	/**
	 * The figures are read one after the other, so they may be inconsistent for a moment.
	 */
	private LoadSnapshot loadOfOthers(HttpPool pool) {
		LoadSnapshot all = pool.load();
		List<LoadSnapshot> loads = this.own.keySet().stream().map(pool::load).toList();
		return new LoadSnapshot(rest(all, loads, LoadSnapshot::active), rest(all, loads, LoadSnapshot::upgraded),
				rest(all, loads, LoadSnapshot::idle), rest(all, loads, LoadSnapshot::connecting),
				rest(all, loads, LoadSnapshot::pending), all.busiestHost(), all.maxConnections(),
				rest(all, loads, LoadSnapshot::streaming));
	}

	private static int rest(LoadSnapshot all, List<LoadSnapshot> loads, ToIntFunction<LoadSnapshot> figure) {
		return Math.max(0, figure.applyAsInt(all) - loads.stream().mapToInt(figure).sum());
	}

}
