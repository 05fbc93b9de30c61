package io.github.httppool.pool;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * The callers of a pool in the order in which they stop waiting, and the alarm that rings
 * for the first of them. Guarded by the pool's lock.
 * <p>
 * Time that the event loops were late does not count against a caller: whatever could
 * serve it was late, too. It is granted as much again, but no more than its timeout, as
 * an event loop may be stuck.
 */
final class AcquireDeadlines {

	/** Rings no closer than this, as callers may time out in quick succession. */
	private static final long MIN_ALARM_NANOS = 2_000_000;

	private static final Comparator<Waiter> BY_DEADLINE = (one, other) -> Long.signum(one.deadline - other.deadline);

	private final PoolLock lock;

	private final Alarm alarm;

	private final LongSupplier lateness;

	private final Chain<Waiter> waiters = new Chain<>();

	private boolean alarmSet;

	private long alarmAt;

	/**
	 * Creates the deadlines of a pool.
	 * @param lock guards them
	 * @param alarm rings when the first may have passed
	 * @param lateness tells how late the event loops have been in sum, in nanoseconds
	 */
	AcquireDeadlines(PoolLock lock, Alarm alarm, LongSupplier lateness) {
		this.lock = lock;
		this.alarm = alarm;
		this.lateness = lateness;
	}

	/**
	 * Remembers how late the event loops have been before a caller came.
	 */
	void came(Waiter waiter) {
		waiter.lateBefore = this.lateness.getAsLong();
	}

	void add(Waiter waiter) {
		this.lock.assertHeld();
		this.waiters.addSorted(waiter.inDeadlines, BY_DEADLINE);
	}

	void remove(Waiter waiter) {
		this.lock.assertHeld();
		this.waiters.remove(waiter.inDeadlines);
	}

	/**
	 * Has the alarm ring when the first caller has waited long enough; also earlier than
	 * it was to ring before.
	 */
	void arm(long now) {
		Waiter first = this.waiters.first();
		if (first == null) {
			return;
		}
		long time = now + Math.max(MIN_ALARM_NANOS, first.deadline - now);
		if (!this.alarmSet || this.alarmAt - time > MIN_ALARM_NANOS) {
			this.alarmSet = true;
			this.alarmAt = time;
			this.lock.afterwards(() -> this.alarm.ringAt(time));
		}
	}

	/**
	 * The alarm has rung. One that was to ring later than another may have been overtaken
	 * by it.
	 */
	void rung(long now) {
		if (now - this.alarmAt >= 0) {
			this.alarmSet = false;
		}
	}

	/**
	 * Returns the callers who have waited long enough, in order.
	 * @param timeout how long a caller waits, in nanoseconds
	 * @param now the time
	 */
	List<Waiter> passed(long timeout, long now) {
		this.lock.assertHeld();
		List<Waiter> passed = new ArrayList<>();
		for (Waiter waiter : this.waiters) {
			if (now - waiter.deadline < 0) {
				break;
			}
			if (!grant(waiter, timeout)) {
				passed.add(waiter);
			}
		}
		return passed;
	}

	private boolean grant(Waiter waiter, long timeout) {
		long late = this.lateness.getAsLong() - waiter.lateBefore;
		long grant = Math.min(late, timeout) - waiter.granted;
		if (grant < MIN_ALARM_NANOS) {
			return false;
		}
		remove(waiter);
		waiter.granted += grant;
		waiter.deadline += grant;
		add(waiter);
		return true;
	}

}
