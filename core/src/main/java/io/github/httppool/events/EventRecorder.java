package io.github.httppool.events;

import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * The flight recorder of an application: keeps the last events of its pools in constant
 * memory. Half of the places are for what goes wrong, the other half for ordinary events,
 * so that no load of ordinary calls pushes out what is to be explained. Of ordinary
 * events a sample is kept ({@link OrdinaryRate}), of those that are more of the same the
 * beginning, one every now and then, and their number ({@link Episode}); pools, hosts and
 * kinds share the places ({@link EventBuffer}).
 * <p>
 * Safe for use by several threads. An ordinary call that is not kept costs two atomic
 * operations, and allocates nothing.
 */
public final class EventRecorder {

	private final boolean on;

	private final EventBuffer ordinary;

	private final EventBuffer wrong;

	private final Clock clock;

	private final LongSupplier nanoTime;

	private final Map<String, PoolRecorder> pools = new ConcurrentHashMap<>();

	/**
	 * Creates a recorder.
	 * @param size how many events are kept, 0 for none
	 */
	public EventRecorder(int size) {
		this(size, Clock.systemUTC(), System::nanoTime);
	}

	EventRecorder(int size, Clock clock, LongSupplier nanoTime) {
		this.on = size > 0;
		this.ordinary = new EventBuffer(Math.max(1, size / 2));
		this.wrong = new EventBuffer(Math.max(1, size - size / 2));
		this.clock = clock;
		this.nanoTime = nanoTime;
	}

	/**
	 * Returns whether anything is recorded.
	 * @return {@code false} if no event is kept
	 */
	public boolean isOn() {
		return this.on;
	}

	/**
	 * Returns the part of a pool.
	 * @param name name of the pool
	 * @return what records its events
	 */
	public PoolRecorder of(String name) {
		return this.pools.computeIfAbsent(name, (pool) -> new PoolRecorder(this, pool));
	}

	EventBuffer ordinary() {
		return this.ordinary;
	}

	EventBuffer wrong() {
		return this.wrong;
	}

	long now() {
		return this.nanoTime.getAsLong();
	}

	Instant instant() {
		return this.clock.instant();
	}

}
