package io.github.httppool.advice;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import io.github.httppool.CloseReason;
import io.github.httppool.ConnectFailures;
import io.github.httppool.HostSnapshot;
import io.github.httppool.stats.DemandFigures;
import io.github.httppool.stats.HostFigures;
import org.jspecify.annotations.Nullable;

/**
 * Figures of a host, unless told otherwise of a healthy one: 60,000 calls within five
 * minutes, each of which took 50 ms, over 20 connections of which 10 are in use.
 */
final class TestFigures {

	private static final long MILLI = 1_000_000;

	private final Map<CloseReason, Long> closed = new EnumMap<>(CloseReason.class);

	private final Map<CloseReason, Long> wornOut = new EnumMap<>(CloseReason.class);

	private String name = "orders:80";

	private int active = 10;

	private int pending;

	private int max = 20;

	private int held;

	private int streaming;

	private int heldLong;

	private int configurations = 1;

	private List<String> differences = List.of();

	private int leaked;

	private @Nullable String leakedAt;

	private int unread;

	private boolean late;

	private @Nullable ConnectFailures failures;

	private @Nullable Duration learned;

	private Duration covered = Duration.ofMinutes(5);

	private long calls = 60_000;

	private int needed = 10;

	private long heldBack;

	private double heldBackNeed;

	private long waited;

	private long leases = 60_000;

	private long cutOff;

	private long recentLeases = 12_000;

	private long recentMillis = 50;

	private long usualLeases = 500_000;

	private long wornOutRequests;

	private int idleCloses;

	TestFigures name(String host) {
		this.name = host;
		return this;
	}

	TestFigures use(int inUse, int limit) {
		this.active = inUse;
		this.max = limit;
		return this;
	}

	TestFigures pending(int callers) {
		this.pending = callers;
		return this;
	}

	/**
	 * Of the callers that wait, those that are long-lived calls and wait apart.
	 */
	TestFigures held(int streams) {
		this.held = streams;
		return this;
	}

	TestFigures kept(int byStreams, int byOthers) {
		this.streaming = byStreams;
		this.heldLong = byOthers;
		return this;
	}

	TestFigures configurations(int count, String... aspects) {
		this.configurations = count;
		this.differences = List.of(aspects);
		return this;
	}

	TestFigures leaked(int count, @Nullable String callSite) {
		this.leaked = count;
		this.leakedAt = callSite;
		this.unread = count;
		return this;
	}

	TestFigures unread(int count) {
		this.unread = count;
		return this;
	}

	TestFigures lateEventLoops() {
		this.late = true;
		return this;
	}

	TestFigures connectFailures(int attempts) {
		this.failures = new ConnectFailures(attempts, "Connection refused");
		return this;
	}

	TestFigures calls(long count, Duration within) {
		this.calls = count;
		this.covered = within;
		return this;
	}

	TestFigures needed(int connections) {
		this.needed = connections;
		return this;
	}

	TestFigures heldBack(long count, double need) {
		this.heldBack = count;
		this.heldBackNeed = need;
		return this;
	}

	TestFigures waited(long count) {
		this.waited = count;
		return this;
	}

	TestFigures cutOff(long count, long of) {
		this.cutOff = count;
		this.leases = of;
		return this;
	}

	TestFigures recentLeases(long count, long millis) {
		this.recentLeases = count;
		this.recentMillis = millis;
		return this;
	}

	TestFigures usualLeases(long count) {
		this.usualLeases = count;
		return this;
	}

	TestFigures wornOut(CloseReason reason, long connections, long requests) {
		this.closed.put(reason, connections);
		this.wornOut.put(reason, connections);
		this.wornOutRequests += requests;
		return this;
	}

	TestFigures idleCloses(long count, int slots, @Nullable Duration keepAlive) {
		this.closed.put(CloseReason.SERVER_CLOSED_IDLE, count);
		this.idleCloses = slots;
		this.learned = keepAlive;
		return this;
	}

	HostFigures build() {
		HostSnapshot host = new HostSnapshot(this.name, this.active, 0, 0, this.pending, this.max, this.failures,
				this.learned, null);
		return new HostFigures(host, this.pending - this.held, this.streaming, this.heldLong, this.configurations,
				this.differences, this.leaked, this.leakedAt, this.unread, this.late,
				new DemandFigures(this.covered.toNanos(), this.calls, this.needed, 50 * MILLI, this.leases, this.cutOff,
						this.heldBack, this.heldBackNeed, this.waited, this.active, this.streaming, this.recentLeases,
						this.recentMillis * MILLI, this.usualLeases, 50 * MILLI, 0, this.closed, this.wornOut,
						this.wornOutRequests, this.idleCloses));
	}

}
