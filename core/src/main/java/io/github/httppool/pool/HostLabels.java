package io.github.httppool.pool;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.github.httppool.LoadSnapshot;

/**
 * The hosts of a pool by their labels. Two addresses may have the same one, as those of a
 * name that a client has resolved itself. Guarded by the pool's lock.
 */
final class HostLabels {

	private final Map<String, List<HostPool>> hosts = new HashMap<>();

	void add(HostPool host) {
		this.hosts.computeIfAbsent(host.label(), (label) -> new ArrayList<>(1)).add(host);
	}

	void remove(HostPool host) {
		this.hosts.computeIfPresent(host.label(), (label, alike) -> {
			alike.remove(host);
			return alike.isEmpty() ? null : alike;
		});
	}

	/**
	 * Returns the figures of this moment, summed up of the hosts with a label; the
	 * busiest of them is the busiest host.
	 */
	LoadSnapshot load(String label, int maxConnections) {
		ConnectionCounts sum = new ConnectionCounts(null);
		for (HostPool host : this.hosts.getOrDefault(label, List.of())) {
			host.counts().addTo(sum);
		}
		return sum.load(maxConnections);
	}

}
