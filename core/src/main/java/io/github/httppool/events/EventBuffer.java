package io.github.httppool.events;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
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
 * Safe for use by several threads. The lock is held over no foreign code: for some
 * hundred nanoseconds to keep an event, however many kinds there are, and for as long as
 * it takes to copy a reference for each event while the events are read.
 */
final class EventBuffer {

	private final int capacity;

	private final ReentrantLock lock = new ReentrantLock();

	// Guarded by the lock, as all that follows is.
	private final Map<EventKey, Line> lines = new HashMap<>();

	private final LinesByLength byLength = new LinesByLength();

	private int size;

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
			Line line = this.lines.computeIfAbsent(key, (absent) -> new Line(absent, now));
			this.byLength.remove(line);
			line.kept.add(new Kept(event));
			this.byLength.add(line);
			this.size++;
			if (this.size > this.capacity) {
				dropOldestOf(this.byLength.longest());
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

	private void dropOldestOf(Line line) {
		this.byLength.remove(line);
		line.dropOldest();
		this.byLength.add(line);
		this.size--;
		if (line.kept.isEmpty()) {
			this.lines.remove(line.key);
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
	 * Lines by their length, so that the longest is found at once. Of lines of the same
	 * length the one comes first that has had it for longest.
	 */
	private static final class LinesByLength {

		private final Map<Integer, LinkedHashSet<Line>> lines = new HashMap<>();

		private int longest;

		Line longest() {
			return ofLength(this.longest).iterator().next();
		}

		private LinkedHashSet<Line> ofLength(int length) {
			return this.lines.computeIfAbsent(length, (absent) -> new LinkedHashSet<>());
		}

		/**
		 * Adds a line, unless it is empty.
		 */
		void add(Line line) {
			int length = line.kept.size();
			if (length > 0) {
				ofLength(length).add(line);
				this.longest = Math.max(this.longest, length);
			}
		}

		/**
		 * Removes a line that is added again when its length has changed by one.
		 */
		void remove(Line line) {
			int length = line.kept.size();
			LinkedHashSet<Line> others = this.lines.get(length);
			if (others != null && others.remove(line) && others.isEmpty()) {
				this.lines.remove(length);
				this.longest = (length == this.longest) ? length - 1 : this.longest;
			}
		}

	}

	/**
	 * The events that are more of the same, oldest first.
	 */
	private static final class Line {

		private final EventKey key;

		private final Episode episode;

		private final ArrayDeque<Kept> kept = new ArrayDeque<>(4);

		private Line(EventKey key, long now) {
			this.key = key;
			this.episode = new Episode(now);
		}

		/**
		 * What was counted with the oldest event counts with the next one.
		 */
		void dropOldest() {
			Kept oldest = this.kept.remove();
			Kept next = this.kept.peek();
			if (next != null) {
				next.takeOver(oldest);
			}
		}

	}

	/**
	 * An event, and how many like it were not kept.
	 */
	private static final class Kept {

		private final PoolEvent event;

		private long more;

		private @Nullable Instant lastAt;

		private Kept(PoolEvent event) {
			this.event = event;
		}

		private void takeOver(Kept before) {
			this.more += before.more;
			if (this.lastAt == null) {
				this.lastAt = before.lastAt;
			}
		}

		private Kept copy() {
			Kept copy = new Kept(this.event);
			copy.more = this.more;
			copy.lastAt = this.lastAt;
			return copy;
		}

		private PoolEvent shown() {
			return (this.more > 0) ? EventDraft.withMore(this.event, this.more, this.lastAt) : this.event;
		}

	}

}
