package io.github.httppool.metrics;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * The meters that were registered in one registry, so that they can be removed: the
 * registry may outlive the application context. Safe for use by several threads, and
 * holds no lock while the registry works.
 */
final class OwnMeters {

	private final MeterRegistry registry;

	private final Set<Meter> registered = ConcurrentHashMap.newKeySet();

	private volatile boolean removed;

	/**
	 * Creates an empty set.
	 * @param registry where the meters are registered
	 */
	OwnMeters(MeterRegistry registry) {
		this.registry = registry;
	}

	/**
	 * Registers a meter. After {@link #removeAll()} it counts, but is in no registry.
	 * @param <M> type of the meter
	 * @param registration registers it
	 * @return the meter
	 */
	<M extends Meter> M add(Function<MeterRegistry, M> registration) {
		M meter = registration.apply(this.registry);
		this.registered.add(meter);
		if (this.removed) {
			remove(meter);
		}
		return meter;
	}

	/**
	 * Removes all meters. One that is registered at this moment is removed by
	 * {@link #add}.
	 */
	void removeAll() {
		this.removed = true;
		this.registered.forEach(this::remove);
	}

	private void remove(Meter meter) {
		this.registry.remove(meter);
		this.registered.remove(meter);
	}

}
