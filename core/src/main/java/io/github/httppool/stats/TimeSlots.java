package io.github.httppool.stats;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A sliding window, cut into slots of equal length that are used again and again: nothing
 * is allocated once it is made. It covers the slots that are complete, and the present
 * one. Times are in nanoseconds.
 *
 * @param <T> what is recorded in a slot
 */
final class TimeSlots<T> {

	private final List<T> slots = new ArrayList<>();

	private T presentSlot;

	private final Consumer<T> clear;

	private final long slotNanos;

	private boolean begun;

	private long origin;

	// Counted from the origin.
	private long present;

	// When it ends: nearly every moment is before, and costs no division.
	private long presentEnds;

	/**
	 * Creates an empty window.
	 * @param complete how many complete slots it covers
	 * @param slotNanos length of a slot
	 * @param maker makes a slot
	 * @param clear empties a slot
	 */
	TimeSlots(int complete, long slotNanos, Supplier<? extends T> maker, Consumer<T> clear) {
		this.slotNanos = slotNanos;
		this.clear = clear;
		for (int i = 0; i <= complete; i++) {
			this.slots.add(maker.get());
		}
		this.presentSlot = this.slots.get(0);
	}

	/**
	 * Returns the slot of a moment. A moment before the present slot, as another thread
	 * has read it, counts for the present one.
	 */
	T at(long now) {
		moveTo(now);
		return this.presentSlot;
	}

	/**
	 * Returns the slot before that of a moment.
	 */
	T before(long now) {
		moveTo(now);
		return slot(this.present + this.slots.size() - 1);
	}

	/**
	 * Looks at all slots of the window, the oldest first.
	 */
	void forAll(long now, Consumer<T> action) {
		moveTo(now);
		for (long number = oldest(); number <= this.present; number++) {
			action.accept(slot(number));
		}
	}

	/**
	 * Returns how much of the past the window covers.
	 */
	long covered(long now) {
		moveTo(now);
		return now - this.origin - oldest() * this.slotNanos;
	}

	private long oldest() {
		return Math.max(0, this.present - this.slots.size() + 1);
	}

	private void moveTo(long now) {
		if (!this.begun) {
			this.begun = true;
			this.origin = now;
			this.presentEnds = now + this.slotNanos;
		}
		else if (now - this.presentEnds >= 0) {
			moveOn(now);
		}
	}

	private void moveOn(long now) {
		long next = (now - this.origin) / this.slotNanos;
		for (long number = Math.max(this.present, next - this.slots.size()) + 1; number <= next; number++) {
			this.clear.accept(slot(number));
		}
		this.present = next;
		this.presentSlot = slot(next);
		this.presentEnds = this.origin + (next + 1) * this.slotNanos;
	}

	private T slot(long number) {
		return this.slots.get((int) (number % this.slots.size()));
	}

}
