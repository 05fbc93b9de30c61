package io.github.httppool.benchmarks.pool;

import java.net.SocketAddress;

import io.github.httppool.pool.DialConfig;
import io.github.httppool.pool.Lease;
import io.github.httppool.pool.PendingAcquire;

/**
 * A caller who takes what it is served with, and does nothing with it.
 */
final class Caller extends PendingAcquire {

	private static final int CONFIGURATION = 1;

	private static final DialConfig DIAL_CONFIG = new DialConfig() {
	};

	private Lease lease;

	private Throwable failure;

	Caller(SocketAddress remote, long now) {
		super(remote, CONFIGURATION, now);
	}

	boolean isServed() {
		return this.lease != null;
	}

	/**
	 * Returns what it was served with.
	 * @throws IllegalStateException if it had to wait, or has failed
	 */
	Lease lease() {
		if (this.lease == null) {
			throw new IllegalStateException("A caller found no idle connection", this.failure);
		}
		return this.lease;
	}

	@Override
	protected void serve(Lease served) {
		this.lease = served;
	}

	@Override
	protected void fail(Throwable error) {
		this.failure = error;
	}

	@Override
	protected DialConfig dialConfig() {
		return DIAL_CONFIG;
	}

}
