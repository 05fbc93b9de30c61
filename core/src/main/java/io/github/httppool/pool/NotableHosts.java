package io.github.httppool.pool;

import java.net.SocketAddress;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.stream.Stream;

import io.github.httppool.ConnectFailures;

/**
 * Which hosts of a pool are worth a look though few calls go there: leaks may hold all
 * connections to a host that is called once a day, and nobody would hear of it.
 */
final class NotableHosts {

	/** A look at a host takes microseconds, with the lock held. */
	static final int MAX_OF_A_KIND = 16;

	private final PriorityQueue<Host> fullest = new PriorityQueue<>(
			Comparator.comparingInt(Host::active).thenComparingInt(Host::queued));

	private final PriorityQueue<Host> failing = new PriorityQueue<>(Comparator.comparingInt(Host::failures));

	private NotableHosts() {
	}

	/**
	 * Returns those with most connections in use, and those to which most attempts to
	 * connect have failed; the lock is held.
	 * @param hosts all hosts of the pool
	 */
	static List<SocketAddress> of(Collection<HostPool> hosts) {
		NotableHosts notable = new NotableHosts();
		for (HostPool host : hosts) {
			ConnectFailures failures = host.backoff().connectFailures();
			notable.add(new Host(host.remote(), host.counts().active(), host.counts().queued(),
					(failures != null) ? failures.attempts() : 0));
		}
		return Stream.concat(notable.fullest.stream(), notable.failing.stream()).map(Host::remote).distinct().toList();
	}

	private void add(Host host) {
		if (host.active() > 0) {
			add(host, this.fullest);
		}
		if (host.failures() > 0) {
			add(host, this.failing);
		}
	}

	/**
	 * The one that is least worth a look is at the head.
	 */
	private static void add(Host host, PriorityQueue<Host> most) {
		most.add(host);
		if (most.size() > MAX_OF_A_KIND) {
			most.remove();
		}
	}

	private record Host(SocketAddress remote, int active, int queued, int failures) {

	}

}
