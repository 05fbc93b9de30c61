package io.github.httppool.netty;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

import io.github.httppool.CloseReason;
import io.github.httppool.leak.CallTrack;
import io.github.httppool.leak.Lease;
import org.jspecify.annotations.Nullable;

/**
 * A connection while a call has it.
 */
final class HeldLease implements Lease {

	private final PooledConnection connection;

	private final Caller caller;

	private final long since;

	HeldLease(PooledConnection connection, Caller caller, long since) {
		this.connection = connection;
		this.caller = caller;
		this.since = since;
	}

	@Override
	public String host() {
		return this.connection.slot().host();
	}

	@Override
	public long connectionId() {
		return this.connection.slot().id();
	}

	@Override
	public @Nullable String request() {
		return this.connection.request();
	}

	@Override
	public @Nullable CallTrack track() {
		return this.caller.track();
	}

	@Override
	public long since() {
		return this.since;
	}

	@Override
	public void whileHeld(Runnable action) {
		try {
			eventLoop().execute(() -> {
				if (this.connection.isHeldBy(this.caller)) {
					action.run();
				}
			});
		}
		catch (RejectedExecutionException ex) {
			// The event loops have ended, and the lease with them.
		}
	}

	@Override
	public Executor eventLoop() {
		return this.connection.channel().eventLoop();
	}

	@Override
	public void reclaiming() {
		this.connection.reclaiming();
	}

	@Override
	public void abort() {
		this.connection.close(CloseReason.LEAK_RECLAIMED);
	}

	@Override
	public boolean equals(Object other) {
		return other instanceof HeldLease lease && lease.caller == this.caller && lease.connection == this.connection;
	}

	@Override
	public int hashCode() {
		return System.identityHashCode(this.caller);
	}

}
