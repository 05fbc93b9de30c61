package io.github.httppool.pool;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import io.github.httppool.text.Counted;
import org.jspecify.annotations.Nullable;

/**
 * How many callers have been refused, and why, in one line for some seconds: a host that
 * is overloaded has thousands refused. Guarded by the pool's lock.
 */
final class RefusalSummary {

	/** Seldom enough for a log, and soon enough for somebody who watches it. */
	private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(10);

	/** The others are summed up. */
	private static final int MAX_HOSTS = 3;

	private static final int MAX_HOSTS_COUNTED = 100;

	private final String pool;

	// How many callers of each host, as far as they are counted.
	private final Map<String, Long> hosts = new HashMap<>();

	private long queueFull;

	private long timeouts;

	private long descriptors;

	private long since;

	private @Nullable Long lastLine;

	RefusalSummary(String pool) {
		this.pool = pool;
	}

	void queueFull(String host, long now) {
		count(host, now);
		this.queueFull++;
	}

	void timedOut(String host, long now) {
		count(host, now);
		this.timeouts++;
	}

	void descriptorsExhausted(String host, long now) {
		count(host, now);
		this.descriptors++;
	}

	private void count(String host, long now) {
		if (all() == 0) {
			this.since = now;
		}
		if (this.hosts.size() < MAX_HOSTS_COUNTED || this.hosts.containsKey(host)) {
			this.hosts.merge(host, 1L, Long::sum);
		}
	}

	private long all() {
		return this.queueFull + this.timeouts + this.descriptors;
	}

	/**
	 * Takes the line that is due, and begins with the next.
	 * @return the line, or {@code null} if nobody was refused, or the last line is too
	 * recent
	 */
	@Nullable String takeDue(long now) {
		boolean due = this.lastLine == null || now - this.lastLine >= INTERVAL_NANOS;
		return due ? take(now) : null;
	}

	/**
	 * Takes what has not been told yet.
	 * @return the line, or {@code null} if nobody was refused
	 */
	@Nullable String take(long now) {
		if (all() == 0) {
			return null;
		}
		String line = line(now);
		this.lastLine = now;
		this.hosts.clear();
		this.queueFull = 0;
		this.timeouts = 0;
		this.descriptors = 0;
		return line;
	}

	private String line(long now) {
		long seconds = Math.max(1, TimeUnit.NANOSECONDS.toSeconds(Elapsed.nanos(this.since, now)));
		return "pool '%s' refused %s in the last %d s: %s; hosts: %s".formatted(this.pool, Counted.of(all(), "call"),
				seconds, reasons(), hosts());
	}

	private String reasons() {
		List<String> reasons = new ArrayList<>();
		add(reasons, this.queueFull, "found the queue full (pool.max-pending-acquires)");
		add(reasons, this.timeouts, "got no connection in time (timeouts.acquire)");
		add(reasons, this.descriptors, "found no file descriptor left (ulimit -n)");
		return String.join(", ", reasons);
	}

	private static void add(List<String> reasons, long count, String words) {
		if (count > 0) {
			reasons.add(count + " " + words);
		}
	}

	private String hosts() {
		String most = this.hosts.entrySet()
			.stream()
			.sorted(Map.Entry.<String, Long>comparingByValue().reversed())
			.limit(MAX_HOSTS)
			.map((entry) -> entry.getKey() + " (" + entry.getValue() + ")")
			.collect(Collectors.joining(", "));
		int others = this.hosts.size() - MAX_HOSTS;
		return (others > 0) ? most + " and " + Counted.of(others, "other host") : most;
	}

}
