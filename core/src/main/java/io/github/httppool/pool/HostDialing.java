package io.github.httppool.pool;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

import io.github.httppool.CloseReason;
import io.github.httppool.FileDescriptorsSnapshot;

/**
 * Opens connections to one remote host: as many as those who wait need and the limits
 * allow. All methods are called with the pool's lock held.
 */
final class HostDialing {

	private final ConnectionPool pool;

	private final HostSlots host;

	HostDialing(ConnectionPool pool, HostSlots host) {
		this.pool = pool;
		this.host = host;
	}

	void dialForWaiters(long now) {
		this.pool.assertLocked();
		List<SubPool> subPools = this.host.subPools();
		if (subPools.size() == 1) {
			dialFor(subPools.get(0), now);
			return;
		}
		List<SubPool> waiting = new ArrayList<>(subPools);
		waiting.removeIf((subPool) -> subPool.firstWaiter() == null);
		waiting.sort(Comparator.comparingLong(HostDialing::firstArrival));
		waiting.forEach((subPool) -> dialFor(subPool, now));
	}

	private static long firstArrival(SubPool subPool) {
		Waiter first = subPool.firstWaiter();
		return (first != null) ? first.arrival : Long.MAX_VALUE;
	}

	private void dialFor(SubPool subPool, long now) {
		FileDescriptorsSnapshot exhausted = this.pool.total().descriptors.knownExhausted(now);
		int comingFree = this.host.tally().closing();
		for (int missing = subPool.missingDials(now); missing > 0; missing--) {
			Waiter model = subPool.dials().nextToDialFor();
			if (model == null) {
				return;
			}
			if (this.host.slotsTaken() + subPool.dials().heldBack() < this.pool.limits().maxConnections()) {
				// A dial that waits for a slot gets the descriptor of the one closed for
				// it.
				if (exhausted != null && this.pool.total().free() > 0) {
					this.host.refuseDials(subPool, exhausted, now);
					return;
				}
				dial(subPool, model, now);
			}
			else if (comingFree > 0) {
				comingFree--;
			}
			else if (!giveUpIdleFor(subPool, now)) {
				return;
			}
		}
	}

	private boolean giveUpIdleFor(SubPool subPool, long now) {
		Slot oldest = this.host.leastRecentlyUsed(subPool);
		if (oldest == null) {
			return false;
		}
		this.host.retire(oldest, CloseReason.STOLEN, now);
		return true;
	}

	private void dial(SubPool subPool, Waiter model, long now) {
		TotalSlots total = this.pool.total();
		if (!total.take()) {
			subPool.dials().holdBack();
			total.holdBack(model, now);
			return;
		}
		Slot slot = new Slot(total.nextId(), subPool, total.lastArrival(), now);
		subPool.dials().began(slot);
		this.host.take(slot);
		this.pool.afterwards(() -> this.pool.dial(slot, model, now));
	}

	/**
	 * The total limit has room for the dial that was held back for this caller.
	 */
	void dialHeldBack(Waiter waiter, long now) {
		letGo(waiter);
		this.host.dialForWaiters(now);
	}

	/**
	 * Forgets the dial that is held back for a caller, if nobody needs it any more.
	 * @return whether it was forgotten
	 */
	boolean letGoUnwanted(Waiter waiter, long now) {
		if (this.host.subPool(waiter.identity()).missingDials(now) >= 0) {
			return false;
		}
		letGo(waiter);
		return true;
	}

	/**
	 * Forgets the dial that is held back for a caller, if there is one.
	 */
	void letGo(Waiter waiter) {
		this.pool.assertLocked();
		if (waiter.inHeldBack.isLinked()) {
			this.host.subPool(waiter.identity()).dials().letGo();
			this.pool.total().letGo(waiter);
		}
	}

}
