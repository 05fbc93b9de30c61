package io.github.httppool.pool;

import java.util.function.BiConsumer;
import java.util.function.Supplier;

import io.github.httppool.AcquireOutcome;
import io.github.httppool.CloseReason;
import io.github.httppool.HttpPoolListener;
import io.github.httppool.HttpPoolListener.Closed;
import io.github.httppool.HttpPoolListener.Created;
import io.github.httppool.HttpPoolListener.CreationFailed;
import io.github.httppool.HttpPoolListener.NotAcquired;
import io.github.httppool.HttpPoolListener.Released;
import org.jspecify.annotations.Nullable;

/**
 * Tells the listeners what happens in a pool. Called with the pool's lock held: the event
 * is made at once, as what it tells may change, and told once the lock is free.
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

	void created(Slot slot, long now) {
		tell(HttpPoolListener::created, () -> new Created(this.pool, slot.host(), slot.id(), now - slot.dialedAt));
	}

	void creationFailed(Slot slot, Throwable error, long now) {
		tell(HttpPoolListener::creationFailed,
				() -> new CreationFailed(this.pool, slot.host(), error, now - slot.dialedAt));
	}

	void released(Slot slot, long now) {
		tell(HttpPoolListener::released, () -> new Released(this.pool, slot.host(), slot.id(), now - slot.leasedAt));
	}

	void closed(Slot slot, CloseReason reason, long now) {
		tell(HttpPoolListener::closed,
				() -> new Closed(this.pool, slot.host(), slot.id(), reason, now - slot.createdAt, slot.requests));
	}

	void notAcquired(BiConsumer<HttpPoolListener, NotAcquired> method, Waiter waiter, HostSlots host,
			AcquireOutcome outcome, @Nullable Throwable error, long now) {
		tell(method, () -> new NotAcquired(this.pool, host.label(), outcome, now - waiter.since(), error));
	}

	private <E> void tell(BiConsumer<HttpPoolListener, E> method, Supplier<E> event) {
		if (!this.listeners.isEmpty()) {
			E happened = event.get();
			this.lock.afterwards(() -> this.listeners.tell(method, happened));
		}
	}

}
