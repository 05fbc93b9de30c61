package io.github.httppool.pool;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The callers that wait at one remote host, in the order of their arrival; beside them,
 * the long-lived calls that wait apart until others end. All methods are called with the
 * pool's lock held.
 */
final class HostQueue {

	private final PoolContext context;

	private final HostPool host;

	private final ConnectionCounts counts;

	private final HostStreams streams;

	private final LinkedDeque<PendingAcquire> waiters = new LinkedDeque<>();

	/**
	 * Creates the queue of a host, in which nobody waits.
	 * @param context what the parts of its pool share
	 * @param host the host, whose counts are there
	 */
	HostQueue(PoolContext context, HostPool host) {
		this.context = context;
		this.host = host;
		this.counts = host.counts();
		this.streams = new HostStreams(context, this.counts);
	}

	HostStreams streams() {
		return this.streams;
	}

	/**
	 * The caller that has waited longest, of those that a connection could serve.
	 */
	@Nullable PendingAcquire first() {
		return this.waiters.first();
	}

	/**
	 * The first caller, or, if there is none, the first that waits until a long-lived
	 * call ends.
	 */
	@Nullable PendingAcquire any() {
		PendingAcquire first = this.waiters.first();
		return (first != null) ? first : this.streams.firstHeld();
	}

	void addAllTo(List<PendingAcquire> all) {
		this.waiters.forEach(all::add);
		this.streams.held().forEach(all::add);
	}

	/**
	 * Queues a caller in the order of arrival. One whose connection was found dead gets
	 * its old place back. Long-lived calls beyond their limit wait apart.
	 */
	void enqueue(PendingAcquire waiter) {
		this.context.lock.assertHeld();
		waiter.waitsAt(this.host);
		this.context.deadlines.waits(waiter);
		this.context.deadlines.add(waiter);
		this.counts.pending(+1);
		if (this.streams.mayServe(waiter)) {
			addInOrder(waiter);
		}
		else {
			this.streams.hold(waiter);
		}
	}

	private void addInOrder(PendingAcquire waiter) {
		waiter.heldAsStream = false;
		this.waiters.addSorted(waiter.places().inHost, PendingAcquire.BY_ARRIVAL);
		this.host.group(waiter.configurationHash()).enqueue(waiter);
		this.streams.queued(waiter);
	}

	void dequeue(PendingAcquire waiter) {
		this.context.lock.assertHeld();
		if (waiter.heldAsStream) {
			this.streams.letGo(waiter);
		}
		else {
			this.host.dialPlanner().removeHeldBack(waiter);
			this.waiters.remove(waiter.places().inHost);
			this.host.group(waiter.configurationHash()).dequeue(waiter);
			this.streams.unqueued(waiter);
		}
		this.context.deadlines.remove(waiter);
		this.counts.pending(-1);
	}

	/**
	 * Lets long-lived calls go on that waited for others to end, as far as there is room
	 * by now. Nothing could serve them before, so each goes to the end of the queue.
	 * @return those that wait for a connection now
	 */
	List<PendingAcquire> letStreamsIn(long now) {
		PendingAcquire next = this.streams.nextToAdmit();
		if (next == null) {
			return List.of();
		}
		List<PendingAcquire> queued = new ArrayList<>();
		for (; next != null; next = this.streams.nextToAdmit()) {
			next.arrival = this.context.total.nextArrival();
			Lease lease = this.host.leaseIdle(next, now);
			if (lease != null) {
				dequeue(next);
				next.heldAsStream = false;
				this.host.serve(next, lease);
			}
			else {
				this.streams.letGo(next);
				addInOrder(next);
				queued.add(next);
			}
		}
		return queued;
	}

	/**
	 * Whether more callers wait than may, beyond those for whom connections are opened.
	 * Many who come at once may be served soon; a new caller waits at least as long as
	 * the first one has.
	 */
	boolean isOverfull(PendingAcquire newcomer, long now) {
		PoolLimits limits = this.context.limits();
		if (newcomer.heldAsStream) {
			return this.counts.held() > limits.maxPending();
		}
		int queued = this.counts.queued() - servedByDials();
		PendingAcquire first = this.waiters.first();
		return queued > limits.maxPending() && (queued > limits.maxBurst() || first == null
				|| Elapsed.nanos(first.since(), now) >= limits.acquireNanos() / 2);
	}

	/**
	 * For how many callers connections are being opened, or there is room to, or will be
	 * once those given up are closed.
	 */
	int servedByDials() {
		int room = this.counts.closing() + Math.min(this.context.limits().maxConnections() - this.host.slotsTaken(),
				this.context.total.freeSoon());
		return this.counts.connecting() + Math.max(0, room);
	}

}
