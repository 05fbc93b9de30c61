package io.github.httppool.pool;

import java.util.function.BiConsumer;
import java.util.function.Supplier;

import io.github.httppool.AcquireOutcome;
import io.github.httppool.CloseReason;
import io.github.httppool.HttpPoolListener;
import io.github.httppool.HttpPoolListener.Acquired;
import io.github.httppool.HttpPoolListener.Closed;
import io.github.httppool.HttpPoolListener.Created;
import io.github.httppool.HttpPoolListener.CreationFailed;
import io.github.httppool.HttpPoolListener.NotAcquired;
import io.github.httppool.HttpPoolListener.Released;

/**
 * Tells the listeners what happens in a pool. Most is noticed with the pool's lock held:
 * such an event is made at once, as what it tells may change, and told once the lock is
 * free.
 */
final class PoolEvents {

	private final String pool;

	private final PoolLock lock;

	private final CompositeHttpPoolListener listeners;

	PoolEvents(String pool, PoolLock lock, CompositeHttpPoolListener listeners) {
		this.pool = pool;
		this.lock = lock;
		this.listeners = listeners;
	}

	// With the lock free

	void acquired(Lease lease, long now) {
		if (this.listeners.hearAcquired()) {
			PoolEntry entry = lease.entry();
			AcquireOutcome outcome = (entry.requests <= 1) ? AcquireOutcome.NEW : AcquireOutcome.REUSED;
			Acquired event = new Acquired(this.pool, entry.host(), entry.id(), outcome,
					Elapsed.nanos(lease.caller().since(), now));
			this.lock.tell(() -> this.listeners.tell(HttpPoolListener::acquired, event));
		}
	}

	/**
	 * A lease that listeners have just heard of was revoked meanwhile.
	 */
	void revoked(Lease lease, long now) {
		if (this.listeners.hearReleased()) {
			Released event = releasedEvent(lease, now);
			this.lock.tell(() -> this.listeners.tell(HttpPoolListener::released, event));
		}
	}

	// With the lock held

	void released(Lease lease, long now) {
		if (this.listeners.hearReleased()) {
			tell(HttpPoolListener::released, releasedEvent(lease, now));
		}
	}

	private Released releasedEvent(Lease lease, long now) {
		PoolEntry entry = lease.entry();
		return new Released(this.pool, entry.host(), entry.id(), Elapsed.nanos(lease.since(), now));
	}

	void created(PoolEntry entry, PoolableConnection connection, long now) {
		if (this.listeners.hearCreated()) {
			long took = Elapsed.nanos(entry.dialedAt, now);
			this.lock.publishAfterUnlock(() -> this.listeners.tell(HttpPoolListener::created,
					new Created(this.pool, entry.host(), entry.id(), took, connection.openedIn())));
		}
	}

	void creationFailed(PoolEntry entry, Throwable error, long now) {
		if (this.listeners.hearCreationFailed()) {
			tell(HttpPoolListener::creationFailed,
					new CreationFailed(this.pool, entry.host(), error, Elapsed.nanos(entry.dialedAt, now)));
		}
	}

	void closed(PoolEntry entry, CloseReason reason, long now) {
		if (this.listeners.hearClosed()) {
			tell(HttpPoolListener::closed, new Closed(this.pool, entry.host(), entry.id(), reason,
					Elapsed.nanos(entry.createdAt, now), entry.requests));
		}
	}

	void cancelled(PendingAcquire waiter, HostPool host, long now) {
		if (this.listeners.hearNotAcquired()) {
			tell(HttpPoolListener::cancelled, new NotAcquired(this.pool, host.label(), AcquireOutcome.CANCELLED,
					Elapsed.nanos(waiter.since(), now), null));
		}
	}

	/**
	 * A caller goes without a connection.
	 * @param error what it is told; made once the lock is free
	 */
	void notAcquired(BiConsumer<HttpPoolListener, NotAcquired> method, PendingAcquire waiter, HostPool host,
			AcquireOutcome outcome, Supplier<Throwable> error, long now) {
		if (this.listeners.hearNotAcquired()) {
			long waited = Elapsed.nanos(waiter.since(), now);
			this.lock.publishAfterUnlock(() -> this.listeners.tell(method,
					new NotAcquired(this.pool, host.label(), outcome, waited, error.get())));
		}
	}

	private <E> void tell(BiConsumer<HttpPoolListener, E> method, E event) {
		this.lock.publishAfterUnlock(() -> this.listeners.tell(method, event));
	}

}
