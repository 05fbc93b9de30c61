package io.github.httppool.metrics;

import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;

import io.github.httppool.HttpPoolListener;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * Records what happens in the pools in every registry it is bound to.
 * <p>
 * It needs neither a registry nor a pool to exist, so that the pools can be created with
 * it before the registry is: a registry that pushes may itself call through a pool. What
 * happens before a registry is bound, which Spring Boot does when all singletons exist,
 * is not in the meters; the counts of the pools' snapshots, and so of the endpoint, miss
 * nothing.
 */
public final class HttpPoolMeterRecorder implements HttpPoolListener {

	private final CopyOnWriteArrayList<RegistryMeters> registries = new CopyOnWriteArrayList<>();

	void bindTo(MeterRegistry registry, Set<String> pools) {
		RegistryMeters meters = new RegistryMeters(registry);
		pools.forEach(meters::of);
		this.registries.add(meters);
	}

	@Override
	public void acquired(Acquired event) {
		tell(event.pool(), PoolMeters::acquired, event);
	}

	@Override
	public void released(Released event) {
		tell(event.pool(), PoolMeters::released, event);
	}

	@Override
	public void created(Created event) {
		tell(event.pool(), PoolMeters::created, event);
	}

	@Override
	public void creationFailed(CreationFailed event) {
		tell(event.pool(), PoolMeters::creationFailed, event);
	}

	@Override
	public void closed(Closed event) {
		tell(event.pool(), PoolMeters::closed, event);
	}

	@Override
	public void rejected(NotAcquired event) {
		tell(event.pool(), PoolMeters::rejected, event);
	}

	@Override
	public void timedOut(NotAcquired event) {
		tell(event.pool(), PoolMeters::timedOut, event);
	}

	@Override
	public void cancelled(NotAcquired event) {
		tell(event.pool(), PoolMeters::cancelled, event);
	}

	@Override
	public void failed(NotAcquired event) {
		tell(event.pool(), PoolMeters::failed, event);
	}

	@Override
	public void leakSuspected(Leak event) {
		tell(event.pool(), PoolMeters::leakSuspected, event);
	}

	@Override
	public void leakConfirmed(Leak event) {
		tell(event.pool(), PoolMeters::leakConfirmed, event);
	}

	@Override
	public void leakReclaimed(Leak event) {
		tell(event.pool(), PoolMeters::leakReclaimed, event);
	}

	@Override
	public void eventLoopDelayed(EventLoopDelayed event) {
		tell(event.pool(), PoolMeters::eventLoopDelayed, event);
	}

	private <E> void tell(String pool, BiConsumer<PoolMeters, E> method, E event) {
		for (RegistryMeters registry : this.registries) {
			method.accept(registry.of(pool), event);
		}
	}

}
