package io.github.httppool;

import java.util.List;

/**
 * What the flight recorder has kept of a pool.
 *
 * @param events the events, newest first
 * @param omitted how many ordinary events, such as calls that went well, it has left out
 * since the pool was created, as they came too fast to keep each
 */
public record EventsSnapshot(List<PoolEvent> events, long omitted) {

	/** How many events of all pools together are kept unless configured. */
	public static final int DEFAULT_SIZE = 512;

	/** How many events can be kept at most: 400 MB, if each were as large as can be. */
	public static final int MAX_SIZE = 100_000;

	/** Nothing is recorded. */
	public static final EventsSnapshot NONE = new EventsSnapshot(List.of(), 0);

	/**
	 * Keeps a copy of the events.
	 */
	public EventsSnapshot {
		events = List.copyOf(events);
	}

}
