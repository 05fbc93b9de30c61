package io.github.httppool.pool;

import java.util.function.BiConsumer;

import io.github.httppool.AcquireOutcome;
import io.github.httppool.FileDescriptorsExhaustedException;
import io.github.httppool.FileDescriptorsSnapshot;
import io.github.httppool.HttpPoolListener;
import io.github.httppool.HttpPoolListener.NotAcquired;

/**
 * Lets callers of a pool go without a connection: counts it, tells the listeners, and
 * then the caller. Called with the pool's lock held, for callers who wait no longer.
 */
final class Refusals {

	private final ConnectionPool pool;

	private final PoolEvents events;

	Refusals(ConnectionPool pool, PoolEvents events) {
		this.pool = pool;
		this.events = events;
	}

	void timedOut(Waiter waiter, HostSlots host, long now) {
		this.pool.counters().timeouts++;
		Throwable error = RefusalMessages.timeout(host.snapshot(), this.pool.snapshot(host), this.pool.total(),
				now - waiter.since(), host.lastFailure(waiter));
		refuse(waiter, host, AcquireOutcome.TIMEOUT, HttpPoolListener::timedOut, error, now);
	}

	void queueFull(Waiter waiter, HostSlots host, long now) {
		this.pool.counters().rejected++;
		Throwable error = RefusalMessages.queueFull(host.snapshot(), this.pool.snapshot(host), this.pool.total(),
				this.pool.limits().maxPending());
		refuse(waiter, host, AcquireOutcome.REJECTED, HttpPoolListener::rejected, error, now);
	}

	void closed(Waiter waiter, HostSlots host, long now) {
		this.pool.counters().rejected++;
		Throwable error = RefusalMessages.closed(host.label(), this.pool.snapshot(host));
		refuse(waiter, host, AcquireOutcome.REJECTED, HttpPoolListener::rejected, error, now);
	}

	/**
	 * The error of a dial that must not begin, for all whom it was for.
	 */
	FileDescriptorsExhaustedException descriptorsExhausted(HostSlots host, FileDescriptorsSnapshot descriptors) {
		return RefusalMessages.descriptorsExhausted(host.snapshot(), this.pool.snapshot(host), descriptors);
	}

	/**
	 * The caller was to be served by a dial that has failed, or was refused itself.
	 */
	void notDialed(Waiter waiter, HostSlots host, Throwable error, long now) {
		if (error instanceof FileDescriptorsExhaustedException) {
			this.pool.counters().rejected++;
			refuse(waiter, host, AcquireOutcome.REJECTED, HttpPoolListener::rejected, error, now);
		}
		else {
			unreachable(waiter, host, error, now);
		}
	}

	void unreachable(Waiter waiter, HostSlots host, Throwable error, long now) {
		refuse(waiter, host, AcquireOutcome.ERROR, HttpPoolListener::failed, error, now);
	}

	private void refuse(Waiter waiter, HostSlots host, AcquireOutcome outcome,
			BiConsumer<HttpPoolListener, NotAcquired> method, Throwable error, long now) {
		this.events.notAcquired(method, waiter, host, outcome, error, now);
		this.pool.afterwards(() -> waiter.fail(error));
	}

}
