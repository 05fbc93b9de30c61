package io.github.httppool.advice;

import java.util.concurrent.TimeUnit;

import io.github.httppool.stats.DemandFigures;
import io.github.httppool.stats.HostFigures;
import io.github.httppool.text.Counted;

/**
 * Whether the leases of a host last longer than they should, and whose fault that is.
 */
final class Leases {

	private static final double SLOW = 3;

	/** A pause of this machine may make calls as slow as this. */
	private static final long SLOWER_AT_LEAST = TimeUnit.MILLISECONDS.toNanos(10);

	private static final int ENOUGH = 20;

	private final HostFigures host;

	private final DemandFigures demand;

	Leases(HostFigures host) {
		this.host = host;
		this.demand = host.demand();
	}

	/**
	 * Whether leaks hold so many connections that calls wait for want of those.
	 */
	boolean isLeaking() {
		return this.host.leaked() > 0 && 2 * this.host.leaked() >= this.host.host().active();
	}

	/**
	 * Whether calls have their connection for much longer than usual, or for longer than
	 * they may. It is not the host if most of its connections carry responses that the
	 * application leaves unread, or if the event loops were late.
	 */
	boolean isSlow() {
		boolean application = this.host.unread() > 0 && 2 * this.host.unread() >= this.host.host().active();
		return (isSlowerThanUsual() || areCutOff()) && !application && !this.host.late();
	}

	/**
	 * Half of the calls that have ended lately had their connection for three times as
	 * long as half of all. What is recent is at most half of all, or it would be what is
	 * usual.
	 */
	private boolean isSlowerThanUsual() {
		boolean enough = this.demand.recentLeases() >= ENOUGH
				&& this.demand.usualLeases() >= 2 * this.demand.recentLeases() + ENOUGH;
		boolean slower = this.demand.recentLease() >= SLOW * this.demand.usualLease()
				&& this.demand.recentLease() - this.demand.usualLease() >= SLOWER_AT_LEAST;
		return enough && slower;
	}

	/**
	 * Half of the calls have run into a limit of time. Of a host that hangs from the
	 * start it is not known what is usual.
	 */
	boolean areCutOff() {
		return this.demand.cutOff() >= ENOUGH && 2 * this.demand.cutOff() >= this.demand.leases();
	}

	/**
	 * Says by how much.
	 */
	String slowness() {
		if (!isSlowerThanUsual()) {
			return "%d of %s that had a connection ran into a time limit".formatted(this.demand.cutOff(),
					Counted.of(this.demand.leases(), "call"));
		}
		double usual = Math.max(1, this.demand.usualLease());
		return "calls have a connection for %s, %s times as long as usual (%s)".formatted(
				InWords.time(this.demand.recentLease()), InWords.number(this.demand.recentLease() / usual),
				InWords.time(usual));
	}

}
