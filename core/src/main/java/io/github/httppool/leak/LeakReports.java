package io.github.httppool.leak;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

import io.github.httppool.HttpPoolListener.Leak;
import io.github.httppool.LeakKind;
import io.github.httppool.LeakSite;
import io.github.httppool.LeaksSnapshot;
import io.github.httppool.call.Call;
import io.github.httppool.text.Printable;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * The leaks found in one pool: counted, grouped by call site, and logged with at most one
 * line per call site and minute. Safe for use by many threads; the listener is not called
 * while the lock is held.
 */
public final class LeakReports {

	private static final Log logger = LogFactory.getLog(LeakReports.class);

	/**
	 * Bounded, because paths may contain ids. The least recently seen call site is
	 * evicted.
	 */
	static final int MAX_PLACES = 256;

	/** A call site must not lose its line number, which comes last. */
	private static final int MAX_CALL_SITE = 1000;

	private final String pool;

	private final Clock clock;

	private final BiConsumer<LeakKind, Leak> listener;

	// Guarded by this, like what follows.
	private final LeakCounts counts = new LeakCounts();

	/** By name, least recently seen first. */
	private final Map<String, LeakSiteStats> places = new LinkedHashMap<>();

	/**
	 * Creates the reports of a pool.
	 * @param pool the pool's name
	 * @param clock provides the time at which a leak was seen
	 * @param listener is notified of each leak
	 */
	public LeakReports(String pool, Clock clock, BiConsumer<LeakKind, Leak> listener) {
		this.pool = pool;
		this.clock = clock;
		this.listener = listener;
	}

	/**
	 * Reports a lease.
	 * @param lease the lease
	 * @param now the time, in nanoseconds
	 * @param kinds the kinds of leak it has become
	 */
	void report(TrackedLease lease, long now, LeakKind... kinds) {
		tell(leak(lease, now), kinds);
	}

	/**
	 * Reports a response that became unreachable after its lease had ended.
	 * @param response the response
	 */
	void report(UnreadResponse response) {
		Call call = response.call();
		tell(leak(response.host(), response.connectionId(), call.template(), call.callSite(), response.heldNanos()),
				LeakKind.CONFIRMED);
	}

	private void tell(Leak leak, LeakKind... kinds) {
		count(leak, kinds);
		for (LeakKind kind : kinds) {
			this.listener.accept(kind, leak);
		}
	}

	private Leak leak(TrackedLease lease, long now) {
		Call call = lease.call();
		String template = call.template();
		return leak(lease.host(), lease.connectionId(), (template != null) ? template : lease.request(),
				call.callSite(), now - lease.since());
	}

	/**
	 * Host and request come from outside and end up in log lines, so they are made
	 * printable.
	 */
	private Leak leak(String host, long connectionId, @Nullable String request, @Nullable String callSite,
			long heldNanos) {
		return new Leak(this.pool, Printable.line(host, Printable.MAX_LENGTH), connectionId,
				(request != null) ? Printable.line(request, Printable.MAX_LENGTH) : null,
				(callSite != null) ? Printable.line(callSite, MAX_CALL_SITE) : null, heldNanos);
	}

	private synchronized void count(Leak leak, LeakKind... kinds) {
		this.counts.add(kinds);
		String name = LeakSiteStats.nameOf(leak);
		LeakSiteStats place = this.places.remove(name);
		if (place == null) {
			place = new LeakSiteStats(leak);
			makeRoom();
		}
		this.places.put(name, place);
		place.add(leak, this.clock.instant(), kinds);
	}

	private void makeRoom() {
		if (this.places.size() >= MAX_PLACES) {
			this.places.remove(this.places.keySet().iterator().next());
		}
	}

	/**
	 * Logs that a suspected lease has ended by itself.
	 */
	void returned(TrackedLease lease, long now) {
		Leak leak = leak(lease, now);
		logger.info("connection %d of pool '%s' was returned after %d s by %s%s: it was slow, not leaked".formatted(
				leak.connectionId(), this.pool, Duration.ofNanos(leak.heldNanos()).toSeconds(),
				(leak.request() != null) ? leak.request() : "its call",
				(leak.callSite() != null) ? " from " + leak.callSite() : ""));
	}

	/**
	 * Logs new leaks, except those of call sites that were logged within the last minute.
	 * @param now the time, in nanoseconds
	 */
	void log(long now) {
		lines((place) -> place.isDue(now), now).forEach(logger::warn);
	}

	/**
	 * Logs all leaks that have not been logged yet, because there is no next time.
	 * @param now the time, in nanoseconds
	 */
	public void logRest(long now) {
		lines((place) -> true, now).forEach(logger::warn);
	}

	private synchronized List<String> lines(Predicate<LeakSiteStats> due, long now) {
		List<String> lines = new ArrayList<>();
		for (LeakSiteStats place : this.places.values()) {
			if (place.hasNews() && due.test(place)) {
				lines.add(place.line(now));
			}
		}
		return lines;
	}

	/**
	 * Returns the leaks found so far.
	 * @return the figures of this moment
	 */
	public synchronized LeaksSnapshot snapshot() {
		List<LeakSite> rows = new ArrayList<>();
		this.places.values().forEach((place) -> rows.add(place.row()));
		Collections.reverse(rows);
		return new LeaksSnapshot(this.counts.of(LeakKind.SUSPECTED), this.counts.of(LeakKind.CONFIRMED),
				this.counts.of(LeakKind.RECLAIMED), List.copyOf(rows));
	}

}
