package io.github.httppool.pool;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;

/**
 * What is known of the calls of a host at a moment at which callers go without a
 * connection. Taken with the pool's lock held, and looked into with the lock free, by any
 * thread: only then are the connections asked what has become of their leases. Times are
 * in nanoseconds.
 */
final class Evidence {

	/** Nothing is known, as the host is not in use. */
	static final Evidence NONE = new Evidence(List.of(), new Usual(0, 0, 0), 0, 0, 0);

	private final Usual usual;

	private final long patience;

	private final long leakAge;

	private final long now;

	private final AtomicReference<@Nullable LeaseFindings> findings = new AtomicReference<>();

	// Given up once there are findings, as they lead to the connections.
	private volatile List<Held> leases;

	/**
	 * Takes evidence.
	 * @param leases the leases of the host, but those of upgraded connections
	 * @param usual how its calls come and go
	 * @param patience for how long callers wait at most
	 * @param leakAge from what age on a lease counts as leaked
	 * @param now the moment
	 */
	Evidence(List<Held> leases, Usual usual, long patience, long leakAge, long now) {
		this.leases = leases;
		this.usual = usual;
		this.patience = patience;
		this.leakAge = leakAge;
		this.now = now;
	}

	Usual usual() {
		return this.usual;
	}

	/**
	 * For how long callers wait at most.
	 */
	long patience() {
		return this.patience;
	}

	/**
	 * Looks at the leases when it is asked for the first time; the lock is free. Asked at
	 * the same time, each thread looks, so that no event loop waits for another thread;
	 * what the first has found holds for all.
	 */
	LeaseFindings leases() {
		// Before the findings: once the leases are given up, there are findings.
		List<Held> held = this.leases;
		LeaseFindings found = this.findings.get();
		return (found != null) ? found : keepFirst(look(held));
	}

	private LeaseFindings look(List<Held> held) {
		return new LeaseFindings(held, this.usual.leaseNanos(), this.patience, this.leakAge, this.now);
	}

	private LeaseFindings keepFirst(LeaseFindings found) {
		LeaseFindings first = this.findings.compareAndExchange(null, found);
		this.leases = List.of();
		return (first != null) ? first : found;
	}

	/**
	 * A lease at that moment.
	 *
	 * @param connection what is leased
	 * @param since since when
	 */
	record Held(PoolableConnection connection, long since) {

	}

	/**
	 * How the calls of a host come and go.
	 *
	 * @param leaseNanos how long a lease usually lasts, met at any moment; 0 if too
	 * little is known
	 * @param meanLeaseNanos how long a lease lasts on average; 0 if too little is known
	 * @param callsPerSecond how many calls come
	 */
	record Usual(double leaseNanos, double meanLeaseNanos, double callsPerSecond) {

		private static final double SECOND = TimeUnit.SECONDS.toNanos(1);

		/**
		 * Returns how many connections all these calls take, by Little's law.
		 * @return the count, 0 if too little is known
		 */
		long connectionsNeeded() {
			return (long) Math.ceil(this.callsPerSecond * this.meanLeaseNanos / SECOND);
		}

	}

}
