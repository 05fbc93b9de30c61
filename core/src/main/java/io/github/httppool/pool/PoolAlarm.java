package io.github.httppool.pool;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The one alarm of a pool, for whatever is due first. Guarded by the pool's lock.
 */
final class PoolAlarm {

	/** Rings no closer than this, as much may be due in quick succession. */
	static final long MIN_NANOS = 2_000_000;

	private static final long LOST_NANOS = 1_000_000_000;

	private final PoolLock lock;

	private final TimeoutScheduler scheduler;

	// When it will ring, the next time first: one that is set for an earlier time leaves
	// the others behind it.
	private final Deque<Long> times = new ArrayDeque<>();

	/**
	 * Creates an alarm that is not set.
	 * @param lock guards it
	 * @param scheduler has it ring
	 */
	PoolAlarm(PoolLock lock, TimeoutScheduler scheduler) {
		this.lock = lock;
		this.scheduler = scheduler;
	}

	/**
	 * Has the alarm ring at a time, even if it was set for a later one. One that is long
	 * overdue has been lost.
	 * @param time when
	 * @param now the time
	 */
	void ringAt(long time, long now) {
		this.lock.assertHeld();
		long at = now + Math.max(MIN_NANOS, time - now);
		Long next = this.times.peek();
		if (next != null && now - next > LOST_NANOS) {
			this.times.clear();
			next = null;
		}
		if (next == null || next - at > MIN_NANOS) {
			this.times.push(at);
			this.lock.runAfterUnlock(() -> this.scheduler.scheduleAt(at));
		}
	}

	/**
	 * The alarm has rung, perhaps late.
	 */
	void rung(long now) {
		this.lock.assertHeld();
		Long next;
		while ((next = this.times.peek()) != null && now - next >= 0) {
			this.times.pop();
		}
	}

}
