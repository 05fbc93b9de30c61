package io.github.httppool.pool;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The groups of a pool whose pauses callers want to see the end of, in the order in which
 * they end. Those that nobody calls are not here. Guarded by the pool's lock.
 */
final class DialPauses {

	private static final Comparator<ConnectionGroup> BY_END = (one, other) -> Long
		.signum(one.backoff().pauseEnd() - other.backoff().pauseEnd());

	private final PoolLock lock;

	private final PoolAlarm alarm;

	private final LinkedDeque<ConnectionGroup> groups = new LinkedDeque<>();

	/**
	 * Creates the pauses of a pool.
	 * @param lock guards them
	 * @param alarm rings when the first may be over
	 */
	DialPauses(PoolLock lock, PoolAlarm alarm) {
		this.lock = lock;
		this.alarm = alarm;
	}

	/**
	 * Somebody wants the group's next probe.
	 */
	void await(ConnectionGroup group, long now) {
		this.lock.assertHeld();
		if (!group.inPauses.isLinked()) {
			this.groups.addSorted(group.inPauses, BY_END);
			arm(now);
		}
	}

	/**
	 * The group's pause changes, or is wanted no more.
	 */
	void forget(ConnectionGroup group) {
		this.lock.assertHeld();
		if (group.inPauses.isLinked()) {
			this.groups.remove(group.inPauses);
		}
	}

	/**
	 * Has the alarm ring when the first pause is over.
	 */
	void arm(long now) {
		ConnectionGroup first = this.groups.first();
		if (first != null) {
			this.alarm.ringAt(first.backoff().pauseEnd(), now);
		}
	}

	/**
	 * Takes out the groups whose pauses are over.
	 */
	List<ConnectionGroup> takeEnded(long now) {
		this.lock.assertHeld();
		List<ConnectionGroup> ended = new ArrayList<>();
		for (ConnectionGroup group : this.groups) {
			if (!group.backoff().isPauseOver(now)) {
				break;
			}
			ended.add(group);
		}
		ended.forEach(this::forget);
		return ended;
	}

}
