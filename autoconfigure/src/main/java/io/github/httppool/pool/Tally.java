package io.github.httppool.pool;

import org.jspecify.annotations.Nullable;

/**
 * How many connections are in which state and how many callers wait: of one host, and
 * summed up of a pool. Guarded by the pool's lock.
 */
final class Tally {

	private final @Nullable Tally sum;

	private int active;

	// Of the active ones.
	private int upgraded;

	private int idle;

	private int connecting;

	private int closing;

	private int pending;

	/**
	 * Creates a tally.
	 * @param sum where its changes are summed up, if anywhere
	 */
	Tally(@Nullable Tally sum) {
		this.sum = sum;
	}

	/**
	 * Returns the figures of this moment.
	 */
	Tally copy() {
		Tally copy = new Tally(null);
		copy.active = this.active;
		copy.upgraded = this.upgraded;
		copy.idle = this.idle;
		copy.connecting = this.connecting;
		copy.closing = this.closing;
		copy.pending = this.pending;
		return copy;
	}

	void active(int change) {
		this.active += change;
		if (this.sum != null) {
			this.sum.active(change);
		}
	}

	void upgraded(int change) {
		this.upgraded += change;
		if (this.sum != null) {
			this.sum.upgraded(change);
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

	int active() {
		return this.active;
	}

	int upgraded() {
		return this.upgraded;
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

}
