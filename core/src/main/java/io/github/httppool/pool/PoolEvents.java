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

	private final GuardedListeners listeners;

	PoolEvents(String pool, PoolLock lock, GuardedListeners listeners) {
		this.pool = pool;
		this.lock = lock;
		this.listeners = listeners;
	}

	// With the lock free

	void acquired(Slot slot, Waiter waiter, long now) {
		if (!this.listeners.isEmpty()) {
			AcquireOutcome outcome = (slot.requests <= 1) ? AcquireOutcome.NEW : AcquireOutcome.REUSED;
			Acquired event = new Acquired(this.pool, slot.host(), slot.id(), outcome,
					Elapsed.nanos(waiter.since(), now));
			this.lock.tell(() -> this.listeners.tell(HttpPoolListener::acquired, event));
		}
	}

	/**
	 * A lease that listeners have just heard of was revoked meanwhile.
	 */
	void revoked(Slot slot, long now) {
		if (!this.listeners.isEmpty()) {
			Released event = releasedEvent(slot, now);
			this.lock.tell(() -> this.listeners.tell(HttpPoolListener::released, event));
		}
	}

	// With the lock held

	void released(Slot slot, long now) {
		if (!this.listeners.isEmpty()) {
			Released event = releasedEvent(slot, now);
			this.lock.tellAfterwards(() -> this.listeners.tell(HttpPoolListener::released, event));
		}
	}

	private Released releasedEvent(Slot slot, long now) {
		return new Released(this.pool, slot.host(), slot.id(), Elapsed.nanos(slot.leasedAt, now));
	}

	void created(Slot slot, long now) {
		tell(HttpPoolListener::created,
				() -> new Created(this.pool, slot.host(), slot.id(), Elapsed.nanos(slot.dialedAt, now)));
	}

	void creationFailed(Slot slot, Throwable error, long now) {
		tell(HttpPoolListener::creationFailed,
				() -> new CreationFailed(this.pool, slot.host(), error, Elapsed.nanos(slot.dialedAt, now)));
	}

	void closed(Slot slot, CloseReason reason, long now) {
		tell(HttpPoolListener::closed, () -> new Closed(this.pool, slot.host(), slot.id(), reason,
				Elapsed.nanos(slot.createdAt, now), slot.requests));
	}

	void cancelled(Waiter waiter, HostSlots host, long now) {
		tell(HttpPoolListener::cancelled, () -> new NotAcquired(this.pool, host.label(), AcquireOutcome.CANCELLED,
				Elapsed.nanos(waiter.since(), now), null));
	}

	/**
	 * A caller goes without a connection.
	 * @param error what it is told; made once the lock is free
	 */
	void notAcquired(BiConsumer<HttpPoolListener, NotAcquired> method, Waiter waiter, HostSlots host,
			AcquireOutcome outcome, Supplier<Throwable> error, long now) {
		if (!this.listeners.isEmpty()) {
			long waited = Elapsed.nanos(waiter.since(), now);
			this.lock.tellAfterwards(() -> this.listeners.tell(method,
					new NotAcquired(this.pool, host.label(), outcome, waited, error.get())));
		}
	}

	private <E> void tell(BiConsumer<HttpPoolListener, E> method, Supplier<E> event) {
		if (!this.listeners.isEmpty()) {
			E happened = event.get();
			this.lock.tellAfterwards(() -> this.listeners.tell(method, happened));
		}
	}

}
