package io.github.httppool.standalone;

import java.util.Iterator;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

import io.github.httppool.HttpPool;
import io.github.httppool.StandaloneHttpPools;
import io.github.httppool.TotalsSnapshot;
import io.github.httppool.netty.ReactorHttpPools;

/**
 * Pools that drain when they are closed: they wait for the calls in progress.
 */
final class DrainedHttpPools implements StandaloneHttpPools {

	private final ReactorHttpPools pools;

	private final AtomicBoolean closed = new AtomicBoolean();

	DrainedHttpPools(ReactorHttpPools pools) {
		this.pools = pools;
	}

	@Override
	public HttpPool get(String name) {
		return this.pools.get(name);
	}

	@Override
	public Optional<HttpPool> find(String name) {
		return this.pools.find(name);
	}

	@Override
	public Set<String> names() {
		return this.pools.names();
	}

	@Override
	public TotalsSnapshot totals() {
		return this.pools.totals();
	}

	@Override
	public Iterator<HttpPool> iterator() {
		return this.pools.iterator();
	}

	@Override
	public void close() {
		if (this.closed.compareAndSet(false, true)) {
			this.pools.close();
		}
	}

}
