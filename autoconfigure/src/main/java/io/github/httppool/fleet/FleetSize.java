package io.github.httppool.fleet;

import java.time.Duration;

/**
 * By how many replicas a limit is divided. More of them count at once, as the limit would
 * be exceeded otherwise. Fewer count only once there have been fewer for some time: an
 * instance that is replaced, or a registry that forgets one for a moment, changes
 * nothing, and what is left over meanwhile is used by nobody. Not safe for use by several
 * threads at once.
 */
final class FleetSize {

	private final long patience;

	private int size;

	private boolean counted;

	// The most replicas that there have been since there are fewer; 0 while there are
	// not.
	private int most;

	private long fewerSince;

	/**
	 * Creates a size.
	 * @param size how many replicas there are as long as nobody has counted them, at
	 * least 1
	 * @param patience for how long there must be fewer before that counts
	 */
	FleetSize(int size, Duration patience) {
		this.size = size;
		this.patience = patience.toNanos();
	}

	int size() {
		return this.size;
	}

	/**
	 * Returns whether the size was counted. If not, it is the number to begin with, as
	 * none was counted yet, or fewer were and not for long enough.
	 */
	boolean isCounted() {
		return this.counted;
	}

	/**
	 * Replicas were counted.
	 * @param count how many; 0 or less is ignored, as this instance runs
	 * @param now the time, in nanoseconds
	 * @return whether the size has changed
	 */
	boolean counted(int count, long now) {
		if (count <= 0) {
			return false;
		}
		if (count >= this.size) {
			this.most = 0;
			return become(count);
		}
		if (this.most == 0) {
			this.fewerSince = now;
		}
		this.most = Math.max(this.most, count);
		if (now - this.fewerSince < this.patience) {
			return false;
		}
		int lasting = this.most;
		this.most = 0;
		return become(lasting);
	}

	private boolean become(int other) {
		boolean changed = other != this.size;
		this.size = other;
		this.counted = true;
		return changed;
	}

}
