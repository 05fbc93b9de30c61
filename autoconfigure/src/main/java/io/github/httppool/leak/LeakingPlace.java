package io.github.httppool.leak;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import io.github.httppool.LeakKind;
import io.github.httppool.LeakSite;

/**
 * A place in the application that leaks, or may: what was found, and what of that has not
 * been logged yet. Not safe for use by several threads.
 */
final class LeakingPlace {

	private final String place;

	private final Found total = new Found();

	private Found unlogged = new Found();

	private Instant lastSeen = Instant.EPOCH;

	private boolean logged;

	private long loggedAt;

	LeakingPlace(String place) {
		this.place = place;
	}

	void add(LeakKind kind, Instant time) {
		this.total.add(kind);
		this.unlogged.add(kind);
		this.lastSeen = time;
	}

	/**
	 * Adds a line for what has not been logged, if there is any and the last line is old
	 * enough.
	 */
	void addDueLine(List<String> lines, String pool, Duration interval, long now) {
		if (this.unlogged.isNothing() || (this.logged && now - this.loggedAt < interval.toNanos())) {
			return;
		}
		lines.add(this.unlogged.describe(this.place, pool) + (this.logged ? period(now) : ""));
		this.unlogged = new Found();
		this.logged = true;
		this.loggedAt = now;
	}

	private String period(long now) {
		return " in the last %d s".formatted(Duration.ofNanos(now - this.loggedAt).toSeconds());
	}

	LeakSite row() {
		return new LeakSite(this.place, this.total.state(), this.total.count(), this.lastSeen);
	}

	/**
	 * How many of each kind.
	 */
	private static final class Found {

		private long suspected;

		private long confirmed;

		private long reclaimed;

		void add(LeakKind kind) {
			switch (kind) {
				case SUSPECTED -> this.suspected++;
				case CONFIRMED -> this.confirmed++;
				case RECLAIMED -> this.reclaimed++;
			}
		}

		boolean isNothing() {
			return this.suspected + this.confirmed + this.reclaimed == 0;
		}

		LeakKind state() {
			if (this.reclaimed > 0) {
				return LeakKind.RECLAIMED;
			}
			return (this.confirmed > 0) ? LeakKind.CONFIRMED : LeakKind.SUSPECTED;
		}

		/**
		 * A leak may have been suspected before it was confirmed.
		 */
		long count() {
			return Math.max(this.suspected, Math.max(this.confirmed, this.reclaimed));
		}

		String describe(String place, String pool) {
			if (this.confirmed == 0 && this.reclaimed == 0) {
				return "%d calls from %s hold connections of pool '%s' for long: slow, or their responses are never closed"
					.formatted(this.suspected, place, pool);
			}
			return "%d leaks from %s in pool '%s', %d connections taken back: a response was not closed"
				.formatted(count(), place, pool, this.reclaimed);
		}

	}

}
