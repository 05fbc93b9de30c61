package io.github.httppool.advice;

import java.util.concurrent.TimeUnit;

import io.github.httppool.AdviceConfidence;
import io.github.httppool.stats.DemandFigures;
import io.github.httppool.stats.HostFigures;

/**
 * How many connections the calls to one host need, by Little's law: at its peak, the rate
 * at which they come times the time for which they have a connection. The rate is taken
 * over just that time, so that bursts count; its peak is what 99 of 100 calls do not
 * exceed. Calls that have their connection for very long are not part of that flow: each
 * takes a connection, as many as have been there at once.
 */
final class Need {

	/** For what the last minutes have not seen. */
	private static final double HEADROOM = 0.15;

	/** What concerns fewer calls does not count. */
	private static final double NOTABLE = 0.01;

	private static final int FEWEST_CALLS = 50;

	private static final long SHORTEST = TimeUnit.SECONDS.toNanos(10);

	private static final int SOME_CALLS = 200;

	private static final long SOME_TIME = TimeUnit.MINUTES.toNanos(1);

	private static final int MANY_CALLS = 1000;

	private static final long LONG_TIME = TimeUnit.MINUTES.toNanos(4);

	private static final double SECOND = TimeUnit.SECONDS.toNanos(1);

	private final HostFigures host;

	private final DemandFigures demand;

	private final Leases leases;

	Need(HostFigures host) {
		this.host = host;
		this.demand = host.demand();
		this.leases = new Leases(host);
	}

	HostFigures host() {
		return this.host;
	}

	/**
	 * Whether enough calls have come to tell, and take as long as they do by themselves.
	 */
	boolean isKnown() {
		return !this.leases.areCutOff() && this.demand.calls() >= FEWEST_CALLS && this.demand.covered() >= SHORTEST
				&& this.demand.needed() > 0;
	}

	/**
	 * What {@code pool.max-connections} should be for this host.
	 */
	int connections() {
		return (int) Math.ceil(flowing() * (1 + HEADROOM)) + held();
	}

	private double flowing() {
		return isHeldBack() ? Math.max(this.demand.needed(), this.demand.heldBackNeed()) : this.demand.needed();
	}

	private int held() {
		return this.host.streaming() + this.host.heldLong();
	}

	/**
	 * Whether callers call less often than they would, as they wait for their turn. If
	 * they wait for a host that is slow, or for connections that are leaked, that is not
	 * for want of connections.
	 */
	boolean isHeldBack() {
		return this.demand.heldBack() > NOTABLE * this.demand.calls()
				&& this.demand.heldBackNeed() > this.demand.needed() && !isDisturbed();
	}

	/**
	 * Whether so many calls wait for a connection, all being in use, that it matters, and
	 * more connections are what they need.
	 */
	boolean exceedsLimit() {
		return this.demand.waited() > NOTABLE * this.demand.calls() && connections() > this.host.host().maxConnections()
				&& !isDisturbed();
	}

	private boolean isDisturbed() {
		return this.leases.isLeaking() || this.leases.isSlow();
	}

	AdviceConfidence confidence() {
		boolean sound = !isDisturbed() && !isHeldBack();
		if (sound && this.demand.calls() >= MANY_CALLS && this.demand.covered() >= LONG_TIME) {
			return AdviceConfidence.HIGH;
		}
		boolean some = this.demand.calls() >= SOME_CALLS && this.demand.covered() >= SOME_TIME;
		return (sound && some) ? AdviceConfidence.MEDIUM : AdviceConfidence.LOW;
	}

	/**
	 * Says how the number was found, as in
	 * {@code peak 211 calls/s x 52 ms = 11 at p99, + 15 % = 13; limit 200}.
	 */
	String reason() {
		return (isHeldBack() ? heldBack() : peak())
				+ ", + %.0f %%%s = %d; limit %d".formatted(100 * HEADROOM,
						held(this.host.streaming(), "long-lived")
								+ held(this.host.heldLong(), "that last for longer than 30 s"),
						connections(), this.host.host().maxConnections())
				+ (this.leases.isSlow() ? "; measured while the host is slower than usual" : "");
	}

	private String peak() {
		double lease = Math.max(1, this.demand.meanLease());
		return "peak %s calls/s x %s = %d at p99".formatted(InWords.number(this.demand.needed() * SECOND / lease),
				InWords.time(lease), this.demand.needed());
	}

	private String heldBack() {
		return "callers wait for their turn before they call again: they use %s at once if they may"
			.formatted(InWords.number(this.demand.heldBackNeed()));
	}

	private static String held(int count, String kind) {
		return (count > 0) ? ", + %d %s".formatted(count, kind) : "";
	}

}
