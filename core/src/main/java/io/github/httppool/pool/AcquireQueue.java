package io.github.httppool.pool;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.httppool.CloseReason;
import org.jspecify.annotations.Nullable;

/**
 * How callers come by a connection: one that is idle at once, else they wait until there
 * is one, or until they have waited long enough. All methods are called with the pool's
 * lock held.
 */
final class AcquireQueue {

	private final PoolContext context;

	private final RemoteHosts hosts;

	AcquireQueue(PoolContext context, RemoteHosts hosts) {
		this.context = context;
		this.hosts = hosts;
	}

	/**
	 * Leases an idle connection, or has the caller wait or fail.
	 * @return the lease that the caller is to be served with, or {@code null} if there is
	 * none now
	 */
	@Nullable Lease acquire(PendingAcquire waiter, long now) {
		waiter.arrival = this.context.total.nextArrival();
		HostPool host = this.hosts.of(waiter);
		Refusal refusal = this.context.admission.refusal(waiter);
		if (refusal != null) {
			refuse(waiter, host, refusal, now);
			if (waiter.hasAskedBefore()) {
				this.context.admission.ended(true, now);
			}
			return null;
		}
		host.callCame(waiter, now);
		Lease lease = host.leaseIdle(waiter, now);
		if (lease == null) {
			await(waiter, host, now);
		}
		if (lease != null || waiter.isQueued()) {
			host.addresses().probe(waiter, now);
		}
		return lease;
	}

	private void await(PendingAcquire waiter, HostPool host, long now) {
		waiter.deadline = waiter.endOfWait(now + this.context.limits().acquireNanos());
		host.queue().enqueue(waiter);
		host.dialForWaiters(now);
		if (!waiter.isQueued() || host.backoff().turnsAway(waiter, now)) {
			return;
		}
		host.callWaits(waiter, now);
		if (host.queue().isOverfull(waiter, now)) {
			host.queue().dequeue(waiter);
			this.context.failures.queueFull(waiter, host, now);
			host.removeIfUnused();
			return;
		}
		this.context.deadlines.arm(now);
	}

	/**
	 * The connection that a caller was leased was no good: it takes the next one, or
	 * waits in the place that it had. No other one is tried if this one was new.
	 * @param failed that lease, which has ended
	 * @return the next one, as of {@link #acquire}
	 */
	@Nullable Lease acquireAgain(Lease failed, CloseReason reason, long now) {
		PendingAcquire waiter = failed.caller();
		HostPool host = this.hosts.of(waiter);
		Refusal refusal = this.context.admission.refusalAgain(waiter);
		if (refusal != null) {
			refuse(waiter, host, refusal, now);
			this.context.admission.ended(true, now);
			host.dialForWaiters(now);
			return null;
		}
		if (failed.entry().isUselessFromTheStart()) {
			this.context.failures.unreachable(waiter, host, () -> closedAtOnce(host, reason), now);
			host.dialForWaiters(now);
			host.removeIfUnused();
			return null;
		}
		Lease lease = host.leaseIdle(waiter, now);
		if (lease == null) {
			waiter.deadline = waiter.endOfWait(waiter.since() + this.context.limits().acquireNanos() + waiter.granted);
			host.queue().enqueue(waiter);
			host.dialForWaiters(now);
			if (waiter.isQueued() && host.backoff().turnsAway(waiter, now)) {
				// It may have kept a place that a long-lived call waits for.
				host.dialForWaiters(now);
			}
			else {
				this.context.deadlines.arm(now);
			}
		}
		return lease;
	}

	private static IOException closedAtOnce(HostPool host, CloseReason reason) {
		return new IOException(
				(reason == CloseReason.SERVER_CLOSED_IDLE) ? host.label() + " closed a new connection at once"
						: "a new connection to %s was closed at once: %s".formatted(host.label(), reason));
	}

	/**
	 * Takes a caller out of the queue.
	 * @return whether it was there
	 */
	boolean cancel(PendingAcquire waiter, long now) {
		this.context.lock.assertHeld();
		if (!waiter.isQueued()) {
			return false;
		}
		HostPool host = waiter.host();
		host.queue().dequeue(waiter);
		host.dialForWaiters(now);
		this.context.failures.cancelled(waiter, host, now);
		this.context.admission.ended(true, now);
		host.removeIfUnused();
		return true;
	}

	/**
	 * Lets those callers fail who have waited long enough.
	 */
	void expire(long now) {
		Map<HostPool, List<PendingAcquire>> late = new LinkedHashMap<>();
		for (PendingAcquire waiter : this.context.deadlines.passed(this.context.limits().acquireNanos(), now)) {
			late.computeIfAbsent(waiter.host(), (host) -> new ArrayList<>()).add(waiter);
		}
		late.forEach((host, waiters) -> expire(waiters, host, now));
		this.context.deadlines.arm(now);
	}

	private void expire(List<PendingAcquire> waiters, HostPool host, long now) {
		this.context.failures.timedOut(waiters, host, now);
		waiters.forEach(host.queue()::dequeue);
		host.dialForWaiters(now);
		host.removeIfUnused();
	}

	/**
	 * Lets all callers fail.
	 * @param reason why
	 */
	void refuseAll(Refusal reason, long now) {
		for (HostPool host : this.hosts.copy()) {
			PendingAcquire first;
			while ((first = host.queue().any()) != null) {
				host.queue().dequeue(first);
				this.context.failures.refused(first, host, reason, now);
				this.context.admission.ended(true, now);
			}
			host.removeIfUnused();
		}
	}

	private void refuse(PendingAcquire waiter, HostPool host, Refusal reason, long now) {
		this.context.failures.refused(waiter, host, reason, now);
		host.removeIfUnused();
	}

}
