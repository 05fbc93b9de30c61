package io.github.httppool.metrics;

import java.lang.ref.WeakReference;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.ToIntFunction;

import io.github.httppool.HttpPool;
import io.github.httppool.HttpPools;
import io.github.httppool.LoadSnapshot;
import org.jspecify.annotations.Nullable;

/**
 * The meters of one pool's remote hosts in one registry. The first hosts have tags of
 * their own, and all others share theirs. The meters of a host are registered on its
 * first event, so that its counter starts at zero.
 */
final class HostMeters {

	private final String pool;

	private final WeakReference<HttpPools> pools;

	private final OwnMeters meters;

	private final int max;

	private final MeterNaming naming;

	/** The hosts with tags of their own, known before their meters are registered. */
	private final Set<String> named = new HashSet<>();

	/** The meters of each host with tags of its own. */
	private final Map<String, OneHostMeters> own = new ConcurrentHashMap<>();

	/** The meters of all other hosts, once there are any. */
	private volatile @Nullable OneHostMeters others;

	/**
	 * Creates the meters of a pool's hosts.
	 * @param pool name of the pool
	 * @param pools the pools whose load is read
	 * @param meters registers them
	 * @param max how many hosts have tags of their own
	 * @param naming which meters are registered
	 */
	HostMeters(String pool, WeakReference<HttpPools> pools, OwnMeters meters, int max, MeterNaming naming) {
		this.pool = pool;
		this.pools = pools;
		this.meters = meters;
		this.max = max;
		this.naming = naming;
	}

	/**
	 * Registers the meters of a host on its first event.
	 */
	void heardOf(String host) {
		of(host);
	}

	void responseTimedOut(String host) {
		of(host).responseTimedOut();
	}

	/**
	 * A connection to a host was closed.
	 * @param host host and port
	 * @param ageNanos how old it was
	 */
	void closed(String host, long ageNanos) {
		if (HttpPoolMeter.OTEL_CONNECTION_DURATION.isIn(this.naming)) {
			of(host).closed(ageNanos);
		}
	}

	private OneHostMeters of(String host) {
		OneHostMeters present = this.own.get(host);
		if (present == null && this.own.size() >= this.max) {
			present = this.others;
		}
		return (present != null) ? present : register(host);
	}

	/**
	 * The registry runs foreign code, so no lock is held meanwhile. Two threads may
	 * register the same meters, which the registry has once.
	 */
	private OneHostMeters register(String host) {
		if (hasTagsOfItsOwn(host)) {
			OneHostMeters added = register(HostTags.of(host), (present) -> present.load(host));
			OneHostMeters earlier = this.own.putIfAbsent(host, added);
			return (earlier != null) ? earlier : added;
		}
		OneHostMeters added = register(HostTags.OTHERS, this::loadOfOthers);
		this.others = added;
		return added;
	}

	private boolean hasTagsOfItsOwn(String host) {
		synchronized (this.named) {
			return this.named.contains(host) || (this.named.size() < this.max && this.named.add(host));
		}
	}

	private OneHostMeters register(HostTags host, Function<HttpPool, LoadSnapshot> load) {
		HttpPools present = this.pools.get();
		if (present != null && present.find(this.pool).isPresent()) {
			OneHostMeters.bindGauges(present, this.pool, host, load, this.meters, this.naming);
		}
		return new OneHostMeters(this.pool, host, this.meters, this.naming);
	}

	/**
	 * The figures are read one after the other, so they may be inconsistent for a moment.
	 * How many are read depends on the number of tags, not on that of the hosts.
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
