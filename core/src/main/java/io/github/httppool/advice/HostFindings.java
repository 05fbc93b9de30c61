package io.github.httppool.advice;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

import io.github.httppool.AdviceConfidence;
import io.github.httppool.AdviceFinding;
import io.github.httppool.CloseReason;
import io.github.httppool.ConnectFailures;
import io.github.httppool.FindingKind;
import io.github.httppool.stats.DemandFigures;
import io.github.httppool.stats.HostFigures;
import io.github.httppool.text.Counted;

/**
 * What stands out in the figures of one host. Each finding blames what the evidence
 * points to: while leaks or a slow host explain why calls wait, the limit is not said to
 * be too low.
 */
final class HostFindings {

	/** A single failure may be an accident. */
	private static final int FAILING = 2;

	private static final int CHURNED = 10;

	private static final double CHURN = 2;

	/** A restart closes all idle connections at once, too, but not again and again. */
	private static final int REPEATED = 3;

	/** As many as are open, and as many as replace them. */
	private static final int CLOSED_BY_RESTARTS = 2;

	private static final int FAR_ABOVE = 10;

	private static final int LARGE = 20;

	private final HostFigures host;

	private final DemandFigures demand;

	private final Need need;

	private final Leases leases;

	private final Duration maxIdleTime;

	private final List<AdviceFinding> found = new ArrayList<>();

	private HostFindings(Need need, Duration maxIdleTime) {
		this.need = need;
		this.host = need.host();
		this.demand = this.host.demand();
		this.leases = new Leases(this.host);
		this.maxIdleTime = maxIdleTime;
	}

	/**
	 * Returns what stands out, in the order of {@link FindingKind}.
	 * @param need what the calls to the host need
	 * @param maxIdleTime how long the pool would keep an idle connection
	 */
	static List<AdviceFinding> of(Need need, Duration maxIdleTime) {
		HostFindings findings = new HostFindings(need, maxIdleTime);
		findings.leak();
		findings.connectFailing();
		findings.slowUpstream();
		findings.poolTooSmall();
		findings.idleLimit();
		findings.churn();
		findings.fragmented();
		findings.poolTooLarge();
		return findings.found;
	}

	private void add(FindingKind kind, String text) {
		this.found.add(new AdviceFinding(kind, this.host.host().host() + ": " + text));
	}

	private void leak() {
		if (this.host.leaked() > 0) {
			String from = (this.host.leakedAt() != null) ? ", most from " + this.host.leakedAt() : "";
			add(FindingKind.LEAK,
					"%d of %s in use carry responses that were never closed%s; close each one, or read it to its end"
						.formatted(this.host.leaked(), Counted.of(this.host.host().active(), "connection"), from));
		}
	}

	private void connectFailing() {
		ConnectFailures failures = this.host.host().connectFailures();
		if (failures != null && failures.attempts() >= FAILING) {
			add(FindingKind.CONNECT_FAILING, "the last %d attempts to connect have failed: %s"
				.formatted(failures.attempts(), failures.lastError()));
		}
	}

	private void slowUpstream() {
		if (this.leases.isSlow()) {
			add(FindingKind.SLOW_UPSTREAM,
					this.leases.slowness() + "; more connections would only send the host more calls");
		}
	}

	private void poolTooSmall() {
		if (this.need.isKnown() && this.need.exceedsLimit()) {
			add(FindingKind.POOL_TOO_SMALL,
					"%d of %s have waited, as all of %s were in use; %d would be enough".formatted(this.demand.waited(),
							Counted.of(this.demand.calls(), "call"),
							Counted.of(this.host.host().maxConnections(), "connection"), this.need.connections()));
		}
	}

	/**
	 * Once the server's limit is learned, the pool keeps below it, and the server closes
	 * hardly any connection: then there is nothing to be done.
	 */
	private void idleLimit() {
		long closed = this.demand.closedFor(CloseReason.SERVER_CLOSED_IDLE);
		Duration learned = this.host.host().learnedKeepAlive();
		boolean below = (learned != null) ? learned.compareTo(this.maxIdleTime) < 0 && closed >= REPEATED
				: this.demand.idleCloses() >= REPEATED
						|| closed > CLOSED_BY_RESTARTS * this.host.host().maxConnections();
		if (below) {
			add(FindingKind.IDLE_LIMIT,
					"the server has closed %s%s; pool.max-idle-time (%s) must be below the server's limit".formatted(
							Counted.of(closed, "idle connection"),
							(learned != null) ? ", as it keeps them for " + InWords.time(learned.toNanos()) : "",
							InWords.time(this.maxIdleTime.toNanos())));
		}
	}

	private void churn() {
		if (this.demand.wornOut() >= CHURNED && this.demand.wornOutRequests() < CHURN * this.demand.wornOut()) {
			Map.Entry<CloseReason, Long> most = mostlyClosedFor();
			add(FindingKind.CHURN,
					"connections live for %s; %d of %d were closed as %s: %s".formatted(
							calls((double) this.demand.wornOutRequests() / this.demand.wornOut()), most.getValue(),
							this.demand.wornOut(), most.getKey(), explain(most.getKey())));
		}
	}

	private static String calls(double count) {
		String number = InWords.number(count);
		return number + (number.equals("1") ? " call" : " calls");
	}

	private Map.Entry<CloseReason, Long> mostlyClosedFor() {
		return this.demand.wornOutFor()
			.entrySet()
			.stream()
			.max(Comparator.<Map.Entry<CloseReason, Long>>comparingLong(Map.Entry::getValue)
				.thenComparing(Map.Entry.comparingByKey()))
			.orElseThrow();
	}

	private static String explain(CloseReason reason) {
		return switch (reason) {
			case NOT_PERSISTENT -> "the request or the response says Connection: close";
			case MAX_REQUESTS -> "pool.max-requests-per-connection allows no more calls";
			case KEEP_ALIVE_HINT, KEEP_ALIVE_LEARNED -> "the server allows no more calls";
			case SERVER_CLOSED_BEFORE_RESPONSE, SERVER_CLOSED_MID_RESPONSE -> "the server closes them";
			case CLIENT_CANCELLED -> "the application gives calls up before their responses end";
			case TIMEOUT -> "calls run into their time limits";
			case STOLEN -> "calls to another host, or of another configuration, need their slots";
			case ERROR -> "what the server sends is not HTTP, or the connection fails";
			case SERVER_CLOSED_IDLE, IDLE_TIMEOUT, MAX_LIFETIME, EVICTED, SHRUNK, LEAK_RECLAIMED, DRAINED, ABORTED ->
				throw new IllegalArgumentException(reason + " wears no connection out");
		};
	}

	private void fragmented() {
		if (this.host.configurations() > 1) {
			String difference = this.host.differences().isEmpty() ? "something that a customizer has set"
					: String.join(", ", this.host.differences());
			add(FindingKind.FRAGMENTED,
					"its connections are configured in %d ways, and one can only serve calls of the same; clients differ in %s"
						.formatted(this.host.configurations(), difference));
		}
	}

	private void poolTooLarge() {
		int limit = this.host.host().maxConnections();
		if (this.need.isKnown() && this.need.confidence() == AdviceConfidence.HIGH && this.demand.waited() == 0
				&& limit >= LARGE && limit >= FAR_ABOVE * Math.max(this.demand.mostInUse(), this.need.connections())) {
			add(FindingKind.POOL_TOO_LARGE,
					"no call has waited, and at most %d of %d connections were in use at once; a limit of %d would protect the host from a burst"
						.formatted(this.demand.mostInUse(), limit, this.need.connections()));
		}
	}

}
