package io.github.httppool.pool;

import io.github.httppool.LoadSnapshot;
import org.jspecify.annotations.Nullable;

/**
 * How many connections are in which state and how many callers wait: of one host, and
 * summed up of a pool. Guarded by the pool's lock.
 */
final class ConnectionCounts {

	private final @Nullable ConnectionCounts sum;

	private int active;

	// Of the active ones.
	private int upgraded;

	// Of the active ones; leases rather than connections, of which each has one today.
	private int streaming;

	private int idle;

	private int connecting;

	private int closing;

	private int pending;

	// Of the pending ones: callers who wait until a long-lived call ends.
	private int held;

	// Of a sum; of what is active or connecting.
	private final HighestCount busiest = new HighestCount();

	/**
	 * Creates counts, all of them 0.
	 * @param sum where its changes are summed up, if anywhere
	 */
	ConnectionCounts(@Nullable ConnectionCounts sum) {
		this.sum = sum;
	}

	/**
	 * Returns the figures of this moment.
	 */
	ConnectionCounts copy() {
		ConnectionCounts copy = new ConnectionCounts(null);
		addTo(copy);
		return copy;
	}

	/**
	 * Adds the figures of this moment to those of others.
	 */
	void addTo(ConnectionCounts others) {
		others.active += this.active;
		others.upgraded += this.upgraded;
		others.streaming += this.streaming;
		others.idle += this.idle;
		others.connecting += this.connecting;
		others.closing += this.closing;
		others.pending += this.pending;
		others.held += this.held;
		others.busiest.changed(0, busy());
	}

	void active(int change) {
		this.active += change;
		if (this.sum != null) {
			this.sum.active(change);
			this.sum.busiest.changed(busy() - change, busy());
		}
	}

	void upgraded(int change) {
		this.upgraded += change;
		if (this.sum != null) {
			this.sum.upgraded(change);
		}
	}

	void streaming(int change) {
		this.streaming += change;
		if (this.sum != null) {
			this.sum.streaming(change);
		}
	}

	void idle(int change) {
		this.idle += change;
		if (this.sum != null) {
			this.sum.idle(change);
		}
	}

	void connecting(int change) {
		this.connecting += change;
		if (this.sum != null) {
			this.sum.connecting(change);
			this.sum.busiest.changed(busy() - change, busy());
		}
	}

	void closing(int change) {
		this.closing += change;
		if (this.sum != null) {
			this.sum.closing(change);
		}
	}

	void pending(int change) {
		this.pending += change;
		if (this.sum != null) {
			this.sum.pending(change);
		}
	}

	void held(int change) {
		this.held += change;
		if (this.sum != null) {
			this.sum.held(change);
		}
	}

	int active() {
		return this.active;
	}

	int upgraded() {
		return this.upgraded;
	}

	int streaming() {
		return this.streaming;
	}

	int idle() {
		return this.idle;
	}

	int connecting() {
		return this.connecting;
	}

	int closing() {
		return this.closing;
	}

	int pending() {
		return this.pending;
	}

	int held() {
		return this.held;
	}

	/**
	 * How many callers wait that the next connection could serve.
	 */
	int queued() {
		return this.pending - this.held;
	}

	private int busy() {
		return this.active + this.connecting;
	}

	/**
	 * Returns the figures of this moment.
	 * @param maxConnections limit of each host
	 */
	LoadSnapshot load(int maxConnections) {
		int busiestHost = (this.sum != null) ? busy() : this.busiest.highest();
		return new LoadSnapshot(this.active, this.upgraded, this.idle, this.connecting, this.pending, busiestHost,
				maxConnections, this.streaming);
	}

	/**
	 * Returns how many slots are taken, those of closing connections included.
	 */
	int entries() {
		return this.active + this.idle + this.connecting + this.closing;
	}

}
