package io.github.httppool.pool;

import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.github.httppool.LoadSnapshot;

/**
 * The remote hosts of a pool. A host is known for as long as a caller waits there or a
 * slot is taken. Guarded by the pool's lock.
 */
final class RemoteHosts {

	private final PoolContext context;

	private final DialStarter dials;

	private final Map<SocketAddress, HostPool> hosts = new HashMap<>();

	private final HostLabels labels = new HostLabels();

	RemoteHosts(PoolContext context, DialStarter dials) {
		this.context = context;
		this.dials = dials;
	}

	/**
	 * Returns the host that a caller wants a connection to.
	 */
	HostPool of(PendingAcquire waiter) {
		return known(waiter.remote());
	}

	/**
	 * Returns the host at an address, which may be unused: {@code removeIfUnused} is to
	 * follow.
	 */
	HostPool known(SocketAddress remote) {
		this.context.lock.assertHeld();
		HostPool known = this.hosts.get(remote);
		return (known != null) ? known : add(remote);
	}

	private HostPool add(SocketAddress remote) {
		HostPool added = new HostPool(this.context, remote, this.dials, this::remove);
		this.hosts.put(remote, added);
		this.labels.add(added);
		return added;
	}

	/**
	 * A host that is unused may have been removed, and another one be known in its place.
	 */
	private void remove(HostPool host) {
		if (this.hosts.remove(host.remote(), host)) {
			this.labels.remove(host);
		}
	}

	/**
	 * Returns the host at an address, if it is known.
	 */
	List<HostPool> at(SocketAddress remote) {
		this.context.lock.assertHeld();
		HostPool known = this.hosts.get(remote);
		return (known != null) ? List.of(known) : List.of();
	}

	Collection<HostPool> all() {
		this.context.lock.assertHeld();
		return this.hosts.values();
	}

	/**
	 * Returns the hosts of this moment, as they may be removed meanwhile.
	 */
	List<HostPool> copy() {
		return List.copyOf(all());
	}

	/**
	 * Returns the slots taken at this moment, those of closing connections included.
	 */
	List<PoolEntry> entries() {
		List<PoolEntry> entries = new ArrayList<>();
		all().forEach((host) -> host.entries().forEach(entries::add));
		return entries;
	}

	/**
	 * Returns how busy the hosts with a label are.
	 */
	LoadSnapshot load(String label) {
		this.context.lock.assertHeld();
		return this.labels.load(label, this.context.limits().maxConnections());
	}

}
