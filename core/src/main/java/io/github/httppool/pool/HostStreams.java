package io.github.httppool.pool;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The long-lived calls of one remote host, which may have only some of its connections:
 * those beyond wait here, apart from all others, until another one ends. So they take no
 * place in the queue, cause no dials and hold up nobody. A call takes part in the limit
 * from the moment at which it waits with the others, or has a connection. Guarded by the
 * pool's lock.
 */
final class HostStreams {

	private final PoolContext context;

	private final ConnectionCounts counts;

	// In the order of arrival.
	private final LinkedDeque<PendingAcquire> held = new LinkedDeque<>();

	// Those that wait for a connection with all other callers.
	private int queued;

	/**
	 * Creates the long-lived calls of a host.
	 * @param context what the parts of its pool share
	 * @param counts the connections of the host
	 */
	HostStreams(PoolContext context, ConnectionCounts counts) {
		this.context = context;
		this.counts = counts;
	}

	/**
	 * Whether a caller may have a connection now, as far as long-lived calls are limited.
	 */
	boolean mayServe(PendingAcquire waiter) {
		return !waiter.isStreaming() || hasRoom();
	}

	private boolean hasRoom() {
		return this.counts.streaming() + this.queued < this.context.limits().maxStreaming();
	}

	/**
	 * Whether those held wait until a long-lived call ends. If not, the places that are
	 * left belong to callers that wait for a connection, and those held wait for what
	 * these wait for.
	 */
	boolean isLimitReached() {
		return this.counts.streaming() >= this.context.limits().maxStreaming();
	}

	/**
	 * A caller waits with the others.
	 */
	void queued(PendingAcquire waiter) {
		if (waiter.isStreaming()) {
			this.queued++;
		}
	}

	/**
	 * A caller waits with the others no longer.
	 */
	void unqueued(PendingAcquire waiter) {
		if (waiter.isStreaming()) {
			this.queued--;
		}
	}

	/**
	 * Has a caller wait until a long-lived call ends.
	 */
	void hold(PendingAcquire waiter) {
		this.context.lock.assertHeld();
		waiter.heldAsStream = true;
		this.held.addSorted(waiter.places().inHost, PendingAcquire.BY_ARRIVAL);
		this.counts.held(+1);
	}

	/**
	 * A caller is not held any more.
	 */
	void letGo(PendingAcquire waiter) {
		this.context.lock.assertHeld();
		this.held.remove(waiter.places().inHost);
		this.counts.held(-1);
	}

	/**
	 * The first caller held for which there is room.
	 */
	@Nullable PendingAcquire nextToAdmit() {
		return (!this.held.isEmpty() && hasRoom()) ? this.held.first() : null;
	}

	boolean anyHeld() {
		return !this.held.isEmpty();
	}

	@Nullable PendingAcquire firstHeld() {
		return this.held.first();
	}

	Iterable<PendingAcquire> held() {
		return this.held;
	}

	/**
	 * Those held that wait behind others for a connection to be opened, in order.
	 * @param group what they would have a connection of
	 */
	List<PendingAcquire> heldBehindDials(ConnectionGroup group) {
		if (this.held.isEmpty() || isLimitReached()) {
			return List.of();
		}
		List<PendingAcquire> behind = new ArrayList<>();
		for (PendingAcquire waiter : this.held) {
			if (waiter.configurationHash() == group.configurationHash) {
				behind.add(waiter);
			}
		}
		return behind;
	}

}
