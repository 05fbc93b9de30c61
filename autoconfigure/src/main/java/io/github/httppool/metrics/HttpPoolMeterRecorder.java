package io.github.httppool.metrics;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;

import io.github.httppool.HttpPoolListener;
import io.github.httppool.HttpPools;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * Records the events of the pools in every registry it is bound to.
 * <p>
 * It needs neither a registry nor a pool, so that the pools can be created with it before
 * the registry: a registry that pushes may itself use a pool. Spring Boot binds
 * registries when all singletons exist. Events before that are missing from the meters,
 * but not from the counters of the pools' snapshots and the endpoint.
 * <p>
 * It is to be closed after the pools: the last connections are closed with them, and
 * counted. Then no meter of theirs is left in any registry.
 */
public final class HttpPoolMeterRecorder implements HttpPoolListener, AutoCloseable {

	private static final int DEFAULT_MAX_HOSTS = 20;

	private final CopyOnWriteArrayList<RegistryMeters> registries = new CopyOnWriteArrayList<>();

	private final int maxHosts;

	private final MeterNaming naming;

	/**
	 * Creates a recorder that gives 20 hosts of each pool a tag of their own, and names
	 * meters as Micrometer does.
	 */
	public HttpPoolMeterRecorder() {
		this(DEFAULT_MAX_HOSTS, MeterNaming.MICROMETER);
	}

	/**
	 * Creates a recorder.
	 * @param maxHosts number of hosts of each pool with a tag of their own; later ones
	 * share the tag {@code other}
	 * @param naming which meters are registered
	 */
	public HttpPoolMeterRecorder(int maxHosts, MeterNaming naming) {
		this.maxHosts = maxHosts;
		this.naming = naming;
	}

	/**
	 * Begins to record events in a registry.
	 * @return what registers further meters that are removed with those of the events
	 */
	OwnMeters bindTo(MeterRegistry registry, HttpPools pools) {
		RegistryMeters bound = new RegistryMeters(registry, pools, this.maxHosts, this.naming);
		this.registries.add(bound);
		return bound.meters();
	}

	/**
	 * Removes all meters of the pools from the registries. Events are not recorded any
	 * more.
	 */
	@Override
	public void close() {
		List<RegistryMeters> bound = List.copyOf(this.registries);
		this.registries.clear();
		bound.forEach((registry) -> registry.meters().removeAll());
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
	public void responseTimedOut(ResponseTimedOut event) {
		tell(event.pool(), PoolMeters::responseTimedOut, event);
	}

	@Override
	public void foundStale(FoundStale event) {
		tell(event.pool(), PoolMeters::foundStale, event);
	}

	@Override
	public void retryDecided(RetryDecided event) {
		tell(event.pool(), PoolMeters::retryDecided, event);
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
