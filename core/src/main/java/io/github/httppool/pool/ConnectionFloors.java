package io.github.httppool.pool;

import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The floors of a pool, of which there are few: one for each client with a base URL. All
 * methods are called with the pool's lock held.
 */
final class ConnectionFloors {

	private final PoolLock lock;

	private final PoolAlarm alarm;

	private final List<ConnectionFloor> floors = new ArrayList<>(0);

	private boolean resting;

	/**
	 * Creates it without any floor.
	 * @param lock guards them
	 * @param alarm rings when one is to be looked at
	 */
	ConnectionFloors(PoolLock lock, PoolAlarm alarm) {
		this.lock = lock;
		this.alarm = alarm;
	}

	void add(ConnectionFloor floor) {
		this.lock.assertHeld();
		this.floors.add(floor);
	}

	/**
	 * Returns the floor of a group.
	 */
	@Nullable ConnectionFloor of(SocketAddress remote, int configurationHash) {
		this.lock.assertHeld();
		for (ConnectionFloor floor : this.floors) {
			if (floor.isOf(remote, configurationHash)) {
				return floor;
			}
		}
		return null;
	}

	/**
	 * Returns how many connections to a host are to be ready.
	 * @return the number, or {@code null} if there is no floor
	 */
	@Nullable Integer min(SocketAddress remote) {
		this.lock.assertHeld();
		int sum = 0;
		for (ConnectionFloor floor : this.floors) {
			sum += floor.remote().equals(remote) ? floor.min() : 0;
		}
		return (sum > 0) ? sum : null;
	}

	/**
	 * As many connections are open as a floor asks for.
	 */
	void stands(ConnectionFloor floor) {
		if (!floor.stands().isDone()) {
			this.lock.runAfterUnlock(() -> floor.stands().complete(null));
		}
	}

	/**
	 * Takes the floors that are to be looked at now.
	 */
	List<ConnectionFloor> takeDue(long now) {
		this.lock.assertHeld();
		return this.floors.isEmpty() ? List.of() : this.floors.stream().filter((floor) -> floor.takeDue(now)).toList();
	}

	/**
	 * Has the alarm ring when the first is to be looked at.
	 */
	void arm(long now) {
		ConnectionFloor first = null;
		for (ConnectionFloor floor : this.floors) {
			if (floor.isScheduled() && (first == null || floor.lookAt() - first.lookAt() < 0)) {
				first = floor;
			}
		}
		if (first != null) {
			this.alarm.ringAt(first.lookAt(), now);
		}
	}

	// Drains

	/**
	 * Nothing is opened from here on, as the pool is being drained.
	 */
	void rest() {
		this.lock.assertHeld();
		this.resting = true;
	}

	boolean areResting() {
		return this.resting;
	}

	/**
	 * The pool is in use again.
	 */
	void goOn(long now) {
		this.lock.assertHeld();
		this.resting = false;
		this.floors.forEach((floor) -> floor.lookAt(now, now));
	}

	/**
	 * Drops all floors, as the pool is closed.
	 */
	void clear(String pool) {
		this.lock.assertHeld();
		this.floors.forEach((floor) -> this.lock.runAfterUnlock(() -> floor.stands()
			.completeExceptionally(new IllegalStateException("pool '%s' is closed".formatted(pool)))));
		this.floors.clear();
	}

}
