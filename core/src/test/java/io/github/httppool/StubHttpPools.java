package io.github.httppool;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Pools of the given names, all with the same made-up figures.
 */
public final class StubHttpPools implements HttpPools {

	private final Map<String, StubHttpPool> pools = new LinkedHashMap<>();

	public StubHttpPools(String... names) {
		for (String name : names) {
			this.pools.put(name, new StubHttpPool(name));
		}
	}

	/**
	 * Forgets what was done to the pools.
	 */
	public void reset() {
		this.pools.replaceAll((name, pool) -> new StubHttpPool(name));
	}

	/**
	 * Closes a pool for good, until {@link #reset()}.
	 */
	public void close(String name) {
		this.pools.values().stream().filter((pool) -> pool.name().equals(name)).forEach(StubHttpPool::close);
	}

	@Override
	public HttpPool get(String name) {
		return find(name).orElseThrow(() -> new IllegalArgumentException("no pool " + name));
	}

	@Override
	public Optional<HttpPool> find(String name) {
		return Optional.ofNullable(this.pools.get(name));
	}

	@Override
	public Set<String> names() {
		return this.pools.keySet();
	}

	@Override
	public TotalsSnapshot totals() {
		return new TotalsSnapshot(3, 1, 2, 0, 0, StubHttpPool.MAX_TOTAL_CONNECTIONS);
	}

	@Override
	public Iterator<HttpPool> iterator() {
		return List.<HttpPool>copyOf(this.pools.values()).iterator();
	}

}
