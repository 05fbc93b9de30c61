package io.github.httppool.pool;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/**
 * The calls of a pool that have begun and not ended: they have a connection, wait for
 * one, or are between two attempts. All methods are called with the pool's lock held.
 */
final class CallsUnderWay {

	private final PoolContext context;

	private final RemoteHosts hosts;

	CallsUnderWay(PoolContext context, RemoteHosts hosts) {
		this.context = context;
		this.hosts = hosts;
	}

	/**
	 * Returns whether there are none that have an end to wait for.
	 */
	boolean areOver() {
		return this.context.ledger.isQuiet() && this.context.admission.between().underWay().isEmpty();
	}

	/**
	 * Returns whether none waits for a connection, or is going to.
	 */
	boolean areServed() {
		return this.context.ledger.counts.pending() == 0 && this.context.admission.between().underWay().isEmpty();
	}

	/**
	 * Returns the connections that calls have.
	 */
	List<PoolableConnection> connections() {
		List<PoolableConnection> connections = new ArrayList<>();
		this.hosts.all().forEach((host) -> host.addLeasedTo(connections));
		return connections;
	}

	/**
	 * Returns the calls of this moment, each once, by one of its callers.
	 */
	List<PendingAcquire> callers() {
		List<PendingAcquire> all = new ArrayList<>();
		this.hosts.entries().forEach((entry) -> entry.addCallersTo(all));
		this.hosts.all().forEach((host) -> host.queue().addAllTo(all));
		all.addAll(this.context.admission.between().underWay());
		return onePerCall(all);
	}

	private static List<PendingAcquire> onePerCall(Collection<PendingAcquire> callers) {
		Set<Object> calls = Collections.newSetFromMap(new IdentityHashMap<>());
		return callers.stream().filter((caller) -> calls.add(caller.call())).toList();
	}

}
