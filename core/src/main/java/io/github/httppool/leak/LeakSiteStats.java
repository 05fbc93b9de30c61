package io.github.httppool.leak;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

import io.github.httppool.HttpPoolListener.Leak;
import io.github.httppool.LeakKind;
import io.github.httppool.LeakSite;

/**
 * Statistics of one call site that leaks, or may leak: what was found there, and what of
 * it has not been logged yet. Not safe for use by several threads.
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
	 * Creates the statistics of a call site.
	 * @param first the first leak found there, not counted yet
	 */
	LeakSiteStats(Leak first) {
		this.name = nameOf(first);
		this.last = first;
	}

	/**
	 * Returns the name of the site that a leak comes from: where the call was made, or,
	 * if that was not recorded, what it requested.
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
	 * Returns whether any leak has not been logged.
	 */
	boolean hasNews() {
		return !this.unlogged.isNothing();
	}

	/**
	 * Returns whether the last line is old enough for another one.
	 */
	boolean isDue(long now) {
		return !this.logged || sinceLogged(now).compareTo(LOG_INTERVAL) >= 0;
	}

	/**
	 * Returns the line for the leaks that have not been logged, and marks them as logged.
	 */
	String line(long now) {
		String text = new LeakLogMessage(this.unlogged, this.name, period(now), calls()).text();
		this.unlogged = new LeakCounts();
		this.logged = true;
		this.loggedAt = now;
		return text;
	}

	/**
	 * Names a period only if the log interval held the line back; otherwise its leaks
	 * were just found.
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
