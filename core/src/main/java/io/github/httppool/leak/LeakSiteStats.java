package io.github.httppool.leak;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

import io.github.httppool.HttpPoolListener.Leak;
import io.github.httppool.LeakKind;
import io.github.httppool.LeakSite;

/**
 * A place in the application that leaks, or may: what was found, and what of that has not
 * been logged yet. Not safe for use by several threads.
 */
final class LeakSiteStats {

	private static final Duration LOG_INTERVAL = Duration.ofSeconds(60);

	private final String name;

	private final LeakCounts total = new LeakCounts();

	private LeakCounts unlogged = new LeakCounts();

	private Leak last;

	private Instant lastSeen = Instant.EPOCH;

	private boolean logged;

	private long loggedAt;

	/**
	 * Creates a place.
	 * @param first what was found there first, not counted yet
	 */
	LeakSiteStats(Leak first) {
		this.name = nameOf(first);
		this.last = first;
	}

	/**
	 * Returns the place a leak comes from: where the call was made, or what it called if
	 * that was not recorded.
	 */
	static String nameOf(Leak leak) {
		return Objects.requireNonNullElseGet(leak.callSite(),
				() -> Objects.requireNonNullElse(leak.request(), "unknown calls"));
	}

	void add(Leak leak, Instant time, LeakKind... kinds) {
		this.total.add(kinds);
		this.unlogged.add(kinds);
		this.last = leak;
		this.lastSeen = time;
	}

	/**
	 * Returns whether anything has not been logged.
	 */
	boolean hasNews() {
		return !this.unlogged.isNothing();
	}

	/**
	 * Returns whether the last line is old enough for the next.
	 */
	boolean isDue(long now) {
		return !this.logged || sinceLogged(now).compareTo(LOG_INTERVAL) >= 0;
	}

	/**
	 * Returns a line for what has not been logged, which has been then.
	 */
	String line(long now) {
		String text = new LeakLogMessage(this.unlogged, this.name, period(now), calls()).text();
		this.unlogged = new LeakCounts();
		this.logged = true;
		this.loggedAt = now;
		return text;
	}

	/**
	 * A line that could have come earlier tells of what was just found.
	 */
	private String period(long now) {
		boolean kept = this.logged && sinceLogged(now).compareTo(LOG_INTERVAL.multipliedBy(2)) < 0;
		return kept ? " in the last %d s".formatted(sinceLogged(now).toSeconds()) : "";
	}

	private Duration sinceLogged(long now) {
		return Duration.ofNanos(now - this.loggedAt);
	}

	private String calls() {
		String pool = "pool '" + this.last.pool() + "'";
		return (this.last.callSite() != null && this.last.request() != null) ? pool + ", " + this.last.request() : pool;
	}

	LeakSite row() {
		LeakKind state = this.total.state();
		return new LeakSite(this.name, state, this.total.of(state), this.lastSeen);
	}

}
