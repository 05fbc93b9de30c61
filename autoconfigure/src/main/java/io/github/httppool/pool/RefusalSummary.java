package io.github.httppool.pool;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

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

	private final Map<String, Count> hosts = new HashMap<>();

	private final Count queueFull = new Count();

	private final Count timeouts = new Count();

	private final Count descriptors = new Count();

	private final Count all = new Count();

	private long since;

	private @Nullable Long lastLine;

	RefusalSummary(String pool) {
		this.pool = pool;
	}

	void queueFull(String host, long now) {
		count(this.queueFull, host, now);
	}

	void timedOut(String host, long now) {
		count(this.timeouts, host, now);
	}

	void descriptorsExhausted(String host, long now) {
		count(this.descriptors, host, now);
	}

	private void count(Count reason, String host, long now) {
		if (this.all.number == 0) {
			this.since = now;
		}
		this.all.number++;
		reason.number++;
		Count ofHost = this.hosts.get(host);
		if (ofHost == null && this.hosts.size() < MAX_HOSTS_COUNTED) {
			ofHost = new Count();
			this.hosts.put(host, ofHost);
		}
		if (ofHost != null) {
			ofHost.number++;
		}
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
		if (this.all.number == 0) {
			return null;
		}
		String line = line(now);
		this.lastLine = now;
		this.hosts.clear();
		List.of(this.all, this.queueFull, this.timeouts, this.descriptors).forEach((count) -> count.number = 0);
		return line;
	}

	private String line(long now) {
		long seconds = Math.max(1, TimeUnit.NANOSECONDS.toSeconds(Elapsed.nanos(this.since, now)));
		return "pool '%s' refused %s in the last %d s: %s; hosts: %s".formatted(this.pool, calls(this.all.number),
				seconds, reasons(), hosts());
	}

	private static String calls(long number) {
		return (number == 1) ? "1 call" : number + " calls";
	}

	private String reasons() {
		List<String> reasons = new ArrayList<>();
		add(reasons, this.queueFull, "found the queue full (pool.max-pending-acquires)");
		add(reasons, this.timeouts, "got no connection in time (timeouts.acquire)");
		add(reasons, this.descriptors, "found no file descriptor left (ulimit -n)");
		return String.join(", ", reasons);
	}

	private static void add(List<String> reasons, Count count, String words) {
		if (count.number > 0) {
			reasons.add(count.number + " " + words);
		}
	}

	private String hosts() {
		String most = this.hosts.entrySet()
			.stream()
			.sorted((one, other) -> Long.compare(other.getValue().number, one.getValue().number))
			.limit(MAX_HOSTS)
			.map((entry) -> entry.getKey() + " (" + entry.getValue().number + ")")
			.collect(Collectors.joining(", "));
		int others = this.hosts.size() - MAX_HOSTS;
		return (others > 0) ? most + " and " + others + (others == 1 ? " other host" : " other hosts") : most;
	}

	private static final class Count {

		private long number;

	}

}
