package io.github.httppool.pool;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * Groups of a pool of which something is due, in the order in which it is. Guarded by the
 * pool's lock.
 */
final class DueGroups {

	private final PoolLock lock;

	private final PoolAlarm alarm;

	private final Function<ConnectionGroup, LinkedDeque.Node<ConnectionGroup>> place;

	private final ToLongFunction<ConnectionGroup> time;

	private final Comparator<ConnectionGroup> byTime;

	private final LinkedDeque<ConnectionGroup> groups = new LinkedDeque<>();

	/**
	 * Creates it without any group.
	 * @param lock guards them
	 * @param alarm rings when the first may be due
	 * @param place the node of a group that is linked here
	 * @param time when a group is due, which does not change while it is here
	 */
	DueGroups(PoolLock lock, PoolAlarm alarm, Function<ConnectionGroup, LinkedDeque.Node<ConnectionGroup>> place,
			ToLongFunction<ConnectionGroup> time) {
		this.lock = lock;
		this.alarm = alarm;
		this.place = place;
		this.time = time;
		this.byTime = (one, other) -> Long.signum(time.applyAsLong(one) - time.applyAsLong(other));
	}

	/**
	 * Adds a group, unless it is here.
	 */
	void add(ConnectionGroup group, long now) {
		this.lock.assertHeld();
		LinkedDeque.Node<ConnectionGroup> node = this.place.apply(group);
		if (!node.isLinked()) {
			this.groups.addSorted(node, this.byTime);
			arm(now);
		}
	}

	/**
	 * Takes out a group, if it is here.
	 */
	void remove(ConnectionGroup group) {
		this.lock.assertHeld();
		LinkedDeque.Node<ConnectionGroup> node = this.place.apply(group);
		if (node.isLinked()) {
			this.groups.remove(node);
		}
	}

	/**
	 * Has the alarm ring when the first group is due.
	 */
	void arm(long now) {
		ConnectionGroup first = this.groups.first();
		if (first != null) {
			this.alarm.ringAt(this.time.applyAsLong(first), now);
		}
	}

	/**
	 * Takes out the groups that are due.
	 */
	List<ConnectionGroup> takeDue(long now) {
		this.lock.assertHeld();
		List<ConnectionGroup> due = new ArrayList<>();
		for (ConnectionGroup group : this.groups) {
			if (now - this.time.applyAsLong(group) < 0) {
				break;
			}
			due.add(group);
		}
		due.forEach(this::remove);
		return due;
	}

}
