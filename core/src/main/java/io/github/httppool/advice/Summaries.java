package io.github.httppool.advice;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

import io.github.httppool.CallPhase;
import io.github.httppool.HostSnapshot;
import io.github.httppool.PoolSnapshot;
import io.github.httppool.PoolState;
import io.github.httppool.PoolSummary;
import io.github.httppool.RecentSnapshot;
import io.github.httppool.SummaryLevel;
import io.github.httppool.stats.HostFigures;
import io.github.httppool.text.Counted;
import org.jspecify.annotations.Nullable;

/**
 * Says in one line how a pool is, at this moment and within the last minute.
 */
public final class Summaries {

	/** From here on a burst may have to wait. */
	private static final double BUSY = 0.8;

	/** A smaller part of all attempts is bad luck, unless it is many. */
	private static final double NOTABLE = 0.01;

	private static final int MANY = 100;

	private static final Comparator<HostSnapshot> USE = Comparator
		.comparingDouble((HostSnapshot host) -> (double) host.active() / host.maxConnections())
		.thenComparingInt(HostSnapshot::pending)
		.thenComparingInt(HostSnapshot::idle);

	private final PoolSnapshot pool;

	private final RecentSnapshot recent;

	private final List<HostFigures> figures;

	private final @Nullable HostSnapshot busiest;

	private Summaries(PoolSnapshot pool, RecentSnapshot recent, List<HostFigures> figures) {
		this.pool = pool;
		this.recent = recent;
		this.figures = figures;
		this.busiest = pool.hosts().stream().max(USE).orElse(null);
	}

	/**
	 * Returns the summary of a pool.
	 * @param pool the pool at this moment
	 * @param recent what has happened within the last minute
	 * @param figures the hosts that its calls go to, and those that are fullest
	 * @return the line and its level
	 */
	public static PoolSummary of(PoolSnapshot pool, RecentSnapshot recent, List<HostFigures> figures) {
		Summaries summary = new Summaries(pool, recent, figures);
		return new PoolSummary(summary.level(), summary.text());
	}

	// The level: docs/reference.md has it as a table

	private SummaryLevel level() {
		if (this.pool.state() == PoolState.CLOSED) {
			return SummaryLevel.UNUSED;
		}
		if (this.pool.state() != PoolState.RUNNING) {
			return SummaryLevel.WARNING;
		}
		if (isShortOfConnections() || this.figures.stream().anyMatch(Summaries::isHalfLeaked)) {
			return SummaryLevel.CRITICAL;
		}
		if (isWarning()) {
			return SummaryLevel.WARNING;
		}
		if (isUnused()) {
			return SummaryLevel.UNUSED;
		}
		return isBusy() ? SummaryLevel.BUSY : SummaryLevel.OK;
	}

	/**
	 * Whether so many attempts fail for want of a connection that it is no bad luck.
	 */
	private boolean isShortOfConnections() {
		return withoutConnection() >= MANY
				|| withoutConnection() > NOTABLE * (this.recent.acquired() + withoutConnection());
	}

	private static boolean isHalfLeaked(HostFigures host) {
		return 2 * host.leaked() >= host.host().maxConnections();
	}

	private boolean isWarning() {
		RecentSnapshot.Leaks leaks = this.recent.leaks();
		return leaked() > 0 || leaks.suspected() + leaks.confirmed() + leaks.reclaimed() > 0 || !unreachable().isEmpty()
				|| withoutConnection() > 0 || timedOut() > 0
				|| this.figures.stream().anyMatch((host) -> host.queued() > 0 && isFull(host.host()));
	}

	private static boolean isFull(HostSnapshot host) {
		return host.active() >= host.maxConnections();
	}

	private boolean isUnused() {
		return this.recent.acquired() == 0 && this.pool.active() == 0 && this.pool.connecting() == 0
				&& this.pool.pending() == 0;
	}

	private boolean isBusy() {
		return this.pool.pending() > 0
				|| (this.busiest != null && this.busiest.active() >= BUSY * this.busiest.maxConnections());
	}

	// The words

	private String text() {
		return switch (this.pool.state()) {
			case CLOSED -> "closed";
			case DRAINED -> "drained, takes no new calls";
			case DRAINING -> "draining, takes no new calls; " + inUse();
			case RUNNING -> isUnused() && withoutConnection() == 0 && isQuiet() ? unused() : running();
		};
	}

	private boolean isQuiet() {
		return timedOut() == 0 && unreachable().isEmpty();
	}

	private String unused() {
		return "no calls within the last minute"
				+ ((this.pool.idle() > 0) ? ", %d idle".formatted(this.pool.idle()) : "");
	}

	private String running() {
		List<String> parts = new ArrayList<>();
		parts.add(inUse());
		if (this.pool.pending() > 0) {
			parts.add("%d waiting".formatted(this.pool.pending()));
		}
		addLeaks(parts);
		addUnreachable(parts);
		if (withoutConnection() > 0) {
			parts.add("%s without a connection within the last minute"
				.formatted(Counted.of(withoutConnection(), "attempt")));
		}
		if (timedOut() > 0) {
			parts.add("%s timed out within the last minute%s".formatted(Counted.of(timedOut(), "attempt"), mostly()));
		}
		return String.join(", ", parts);
	}

	private String inUse() {
		if (this.busiest == null) {
			return "0 of %d in use".formatted(this.pool.maxConnections());
		}
		return "%d of %d in use%s".formatted(this.busiest.active(), this.busiest.maxConnections(),
				(this.pool.hosts().size() > 1) ? " at " + this.busiest.host() : "");
	}

	private void addLeaks(List<String> parts) {
		HostFigures most = this.figures.stream().max(Comparator.comparingInt(HostFigures::leaked)).orElse(null);
		if (most != null && most.leaked() > 0) {
			parts.add("%d leaked%s".formatted(leaked(),
					(most.leakedAt() != null) ? " at " + InWords.callSite(most.leakedAt()) : ""));
			return;
		}
		RecentSnapshot.Leaks leaks = this.recent.leaks();
		if (leaks.confirmed() + leaks.reclaimed() > 0) {
			parts.add("%s found within the last minute"
				.formatted(Counted.of(Math.max(leaks.confirmed(), leaks.reclaimed()), "leak")));
		}
		else if (leaks.suspected() > 0) {
			parts.add("%s suspected within the last minute".formatted(Counted.of(leaks.suspected(), "leak")));
		}
	}

	private void addUnreachable(List<String> parts) {
		List<String> unreachable = unreachable();
		if (unreachable.size() == 1) {
			parts.add("%s cannot be reached".formatted(unreachable.get(0)));
		}
		else if (!unreachable.isEmpty()) {
			parts.add("%d hosts cannot be reached".formatted(unreachable.size()));
		}
	}

	// The figures

	private int leaked() {
		return this.figures.stream().mapToInt(HostFigures::leaked).sum();
	}

	private List<String> unreachable() {
		return this.pool.hosts()
			.stream()
			.filter((host) -> host.connectFailures() != null)
			.map(HostSnapshot::host)
			.toList();
	}

	/**
	 * How many attempts have failed for want of a connection. A call that is repeated
	 * makes several.
	 */
	private long withoutConnection() {
		return this.recent.timeouts() + this.recent.rejected() + this.recent.failed();
	}

	/**
	 * How many attempts have run into a limit with a connection. The others are without
	 * one.
	 */
	private long timedOut() {
		return this.recent.callTimeouts()
			.entrySet()
			.stream()
			.filter(Summaries::hasConnection)
			.mapToLong(Map.Entry::getValue)
			.sum();
	}

	private static boolean hasConnection(Map.Entry<CallPhase, Long> timeouts) {
		return switch (timeouts.getKey()) {
			case SENDING, WAITING, RECEIVING -> true;
			case QUEUED, CONNECTING, DNS, TCP, TLS, PAUSED, DONE -> false;
		};
	}

	private String mostly() {
		return this.recent.callTimeouts()
			.entrySet()
			.stream()
			.filter(Summaries::hasConnection)
			.max(Map.Entry.comparingByValue())
			.map((most) -> switch (most.getKey()) {
				case SENDING -> " sending the request";
				case RECEIVING -> " receiving the response";
				default -> " waiting for the response";
			})
			.orElse("");
	}

}
