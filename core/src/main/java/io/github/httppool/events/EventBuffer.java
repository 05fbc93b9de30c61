package io.github.httppool.events;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

import io.github.httppool.PoolEvent;
import org.jspecify.annotations.Nullable;

/**
 * A limited number of events. When it is full, the kind of event that has most places
 * gives up its oldest (longest queue drop, as routers share a buffer among flows), so
 * that many of one kind cannot push out the few of the others: a dead host leaves the
 * events of all others where they are.
 * <p>
 * Safe for use by several threads. The lock is held for some hundred nanoseconds, and
 * over no foreign code.
 */
final class EventBuffer {

	private final int capacity;

	private final ReentrantLock lock = new ReentrantLock();

	// Guarded by the lock, as all that follows is.
	private final Map<EventKey, Line> lines = new HashMap<>();

	private int size;

	private long added;

	/**
	 * Creates an empty buffer.
	 * @param capacity how many events it keeps, at least 1
	 */
	EventBuffer(int capacity) {
		this.capacity = capacity;
	}

	/**
	 * Keeps an event.
	 * @param key what it has in common with others
	 * @param event the event
	 * @param now when it happened, as a time of {@link System#nanoTime()}
	 */
	void add(EventKey key, PoolEvent event, long now) {
		this.lock.lock();
		try {
			this.lines.computeIfAbsent(key, (absent) -> new Line(now)).kept.add(new Kept(event, this.added++));
			this.size++;
			if (this.size > this.capacity) {
				dropOldestOf(longest());
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Keeps an event, or counts it with the last one that is more of the same.
	 * @param key what it has in common with others
	 * @param at when it happened
	 * @param now the same as a time of {@link System#nanoTime()}
	 * @param event makes the event if it is to be kept
	 */
	void addOrCount(EventKey key, Instant at, long now, Supplier<PoolEvent> event) {
		if (!counted(key, at, now)) {
			add(key, event.get(), now);
		}
	}

	private boolean counted(EventKey key, Instant at, long now) {
		this.lock.lock();
		try {
			Line line = this.lines.get(key);
			if (line == null || line.episode.keepsNext(now)) {
				return false;
			}
			Kept newest = line.kept.getLast();
			newest.more++;
			newest.lastAt = at;
			return true;
		}
		finally {
			this.lock.unlock();
		}
	}

	private Map.Entry<EventKey, Line> longest() {
		Map.Entry<EventKey, Line> longest = null;
		for (Map.Entry<EventKey, Line> each : this.lines.entrySet()) {
			if (longest == null || each.getValue().givesWayBefore(longest.getValue())) {
				longest = each;
			}
		}
		return Objects.requireNonNull(longest);
	}

	private void dropOldestOf(Map.Entry<EventKey, Line> line) {
		line.getValue().kept.remove();
		this.size--;
		if (line.getValue().kept.isEmpty()) {
			this.lines.remove(line.getKey());
		}
	}

	/**
	 * Adds the events of one pool to a list.
	 * @param pool name of the pool
	 * @param events gets the events, in no order
	 */
	void addTo(String pool, List<PoolEvent> events) {
		List<Kept> found = new ArrayList<>();
		this.lock.lock();
		try {
			this.lines.forEach((key, line) -> {
				if (key.pool().equals(pool)) {
					line.kept.forEach((kept) -> found.add(kept.copy()));
				}
			});
		}
		finally {
			this.lock.unlock();
		}
		found.forEach((kept) -> events.add(kept.shown()));
	}

	/**
	 * The events that are more of the same, oldest first: at least one.
	 */
	private static final class Line {

		private final Episode episode;

		private final ArrayDeque<Kept> kept = new ArrayDeque<>(4);

		private Line(long now) {
			this.episode = new Episode(now);
		}

		private boolean givesWayBefore(Line other) {
			int longer = Integer.compare(this.kept.size(), other.kept.size());
			return longer > 0 || (longer == 0 && this.kept.element().number < other.kept.element().number);
		}

	}

	/**
	 * An event, and how many like it were not kept.
	 */
	private static final class Kept {

		private final PoolEvent event;

		private final long number;

		private long more;

		private @Nullable Instant lastAt;

		private Kept(PoolEvent event, long number) {
			this.event = event;
			this.number = number;
		}

		private Kept copy() {
			Kept copy = new Kept(this.event, this.number);
			copy.more = this.more;
			copy.lastAt = this.lastAt;
			return copy;
		}

		private PoolEvent shown() {
			return (this.more > 0) ? EventDraft.withMore(this.event, this.more, this.lastAt) : this.event;
		}

	}

}
