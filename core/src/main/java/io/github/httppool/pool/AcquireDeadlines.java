package io.github.httppool.pool;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The callers of a pool in the order in which they stop waiting. Guarded by the pool's
 * lock.
 * <p>
 * Time that all event loops were late does not count against a caller: whatever could
 * serve it was late, too. Its deadline is extended by as much, but by no more than its
 * timeout, as event loops may be stuck.
 */
final class AcquireDeadlines {

	/**
	 * Callers of one batch are told one after the other, and their code may block: the
	 * others are told by the next alarm.
	 */
	private static final int MAX_BATCH = 100;

	private static final Comparator<PendingAcquire> BY_DEADLINE = (one, other) -> Long
		.signum(one.deadline - other.deadline);

	private final PoolLock lock;

	private final PoolAlarm alarm;

	private final Lateness lateness;

	private final LinkedDeque<PendingAcquire> waiters = new LinkedDeque<>();

	/**
	 * Creates the deadlines of a pool.
	 * @param lock guards them
	 * @param alarm rings when the first may have passed
	 * @param lateness tells how late the event loops have been
	 */
	AcquireDeadlines(PoolLock lock, PoolAlarm alarm, Lateness lateness) {
		this.lock = lock;
		this.alarm = alarm;
		this.lateness = lateness;
	}

	/**
	 * Remembers how late the event loops have been before a caller waited.
	 */
	void waits(PendingAcquire waiter) {
		this.lock.assertHeld();
		if (waiter.lateBefore == null) {
			waiter.lateBefore = this.lateness.nanos();
		}
	}

	void add(PendingAcquire waiter) {
		this.lock.assertHeld();
		this.waiters.addSorted(waiter.places().inDeadlines, BY_DEADLINE);
	}

	void remove(PendingAcquire waiter) {
		this.lock.assertHeld();
		this.waiters.remove(waiter.places().inDeadlines);
	}

	/**
	 * Has the alarm ring when the first caller has waited long enough.
	 */
	void arm(long now) {
		this.lock.assertHeld();
		PendingAcquire first = this.waiters.first();
		if (first != null) {
			this.alarm.ringAt(first.deadline, now);
		}
	}

	/**
	 * Returns the first of those callers who have waited long enough, in order.
	 * @param timeout how long a caller waits, in nanoseconds
	 * @param now the time
	 */
	List<PendingAcquire> passed(long timeout, long now) {
		this.lock.assertHeld();
		List<PendingAcquire> passed = new ArrayList<>();
		long[] late = this.lateness.nanos();
		for (PendingAcquire waiter : this.waiters) {
			if (now - waiter.deadline < 0 || passed.size() == MAX_BATCH) {
				break;
			}
			if (!grant(waiter, lateSince(waiter, late), timeout)) {
				passed.add(waiter);
			}
		}
		return passed;
	}

	/**
	 * How late the least late of the event loops has been while the caller waited: one
	 * may be held up by application code, while the others go on.
	 */
	private static long lateSince(PendingAcquire waiter, long[] late) {
		long[] before = waiter.lateBefore;
		if (before == null || late.length == 0) {
			return 0;
		}
		long least = Long.MAX_VALUE;
		for (int i = 0; i < late.length; i++) {
			least = Math.min(least, late[i] - before[i]);
		}
		return least;
	}

	private boolean grant(PendingAcquire waiter, long late, long timeout) {
		long grant = Math.min(late, timeout) - waiter.granted;
		if (grant < PoolAlarm.MIN_NANOS) {
			return false;
		}
		remove(waiter);
		waiter.granted += grant;
		waiter.deadline += grant;
		add(waiter);
		return true;
	}

}
