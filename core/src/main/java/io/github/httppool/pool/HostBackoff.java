package io.github.httppool.pool;

import io.github.httppool.ConnectFailures;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of the callers of a host while its dials are backed off: who waits for the
 * next probe, who is turned away, and what the host is probed with. All methods are
 * called with the pool's lock held.
 */
final class HostBackoff {

	private final PoolContext context;

	private final HostPool host;

	HostBackoff(PoolContext context, HostPool host) {
		this.context = context;
		this.host = host;
	}

	/**
	 * A dial has failed, and the group pauses before the next one.
	 */
	void pauseBegan(ConnectionGroup group, DialFailure failure, long now) {
		this.context.pauses.remove(group);
		this.context.backoffs.remove(group);
		if (this.context.isClosed()) {
			group.backoff().end();
			return;
		}
		this.context.backoffs.add(group, now);
		if (group.backoff().beginsOutage()) {
			this.context.outages.began(this.host, group.backoff(), failure, now);
		}
	}

	/**
	 * Lets the callers fail for whom the next probe comes too late.
	 */
	void turnAwayTooLate(ConnectionGroup group, long now) {
		group.tooLate().forEach((waiter) -> turnAway(waiter, group, now));
		for (PendingAcquire held : this.host.queue().streams().heldBehindDials(group)) {
			if (group.isProbeTooLateFor(held)) {
				turnAway(held, group, now);
			}
		}
		if (group.firstWaiter() != null || group.backoff().hasProbeConfig()) {
			awaitPauseEnd(group, now);
		}
	}

	/**
	 * Lets a caller fail at once that has just begun to wait, if dials are backed off and
	 * the next probe cannot serve it. One who waits until a long-lived call ends waits
	 * for no dial.
	 * @return whether it has failed
	 */
	boolean turnsAway(PendingAcquire waiter, long now) {
		this.context.lock.assertHeld();
		if (waiter.heldAsStream && this.host.queue().streams().isLimitReached()) {
			return false;
		}
		ConnectionGroup group = this.host.group(waiter.configurationHash());
		if (group.turnsAway(waiter, waiter.heldAsStream ? this.host.counts().held() : 0, now)) {
			turnAway(waiter, group, now);
			return true;
		}
		awaitPauseEnd(group, now);
		return false;
	}

	/**
	 * A caller fails with what the last dial has failed with. The first in a pause leaves
	 * behind what the host is to be probed with, should nobody wait when the pause is
	 * over.
	 */
	private void turnAway(PendingAcquire waiter, ConnectionGroup group, long now) {
		this.host.queue().dequeue(waiter);
		this.context.failures.backedOff(waiter, this.host, group.backoff(), now);
		if (group.backoff().asksForProbeConfig()) {
			this.context.lock.runAfterUnlock(() -> keepProbeConfig(group, waiter.dialConfig(), now));
		}
	}

	/**
	 * The lock was free while the caller was asked.
	 */
	private void keepProbeConfig(ConnectionGroup group, DialConfig config, long now) {
		this.context.lock.runLocked(() -> {
			group.backoff().keepProbeConfig(config);
			awaitPauseEnd(group, now);
		});
	}

	/**
	 * Somebody wants the next probe. One under way ends by itself.
	 */
	private void awaitPauseEnd(ConnectionGroup group, long now) {
		if (group.backoff().isOn() && !group.backoff().isPauseOver(now)) {
			this.context.pauses.add(group, now);
		}
	}

	/**
	 * A pause is over that callers have seen: a probe is dialed for one who waits, or for
	 * those who were turned away.
	 */
	void pauseEnded(ConnectionGroup group, long now) {
		this.context.lock.assertHeld();
		DialConfig config = group.backoff().takeProbeConfig();
		this.host.dialForWaiters(now);
		if (config != null) {
			this.host.dialPlanner().probe(group, config, now);
		}
	}

	/**
	 * The host can be reached.
	 */
	void connected(ConnectionGroup group, long now) {
		if (group.backoff().isOutage()) {
			this.context.outages.ended(this.host, group.backoff(), now);
		}
		drop(group);
	}

	/**
	 * Ends a back-off that has been kept for long enough, unless somebody wants the host
	 * still.
	 */
	void forget(ConnectionGroup group, long now) {
		this.context.lock.assertHeld();
		if (group.firstWaiter() != null || !group.dials().isEmpty()) {
			group.backoff().keepLonger(now);
			this.context.backoffs.add(group, now);
			return;
		}
		if (group.backoff().isOutage()) {
			this.context.outages.forgotten(this.host, group.backoff());
		}
		drop(group);
		this.host.removeIfUnused();
	}

	/**
	 * Ends a back-off of which nobody is told.
	 */
	void drop(ConnectionGroup group) {
		this.context.pauses.remove(group);
		this.context.backoffs.remove(group);
		group.backoff().end();
	}

	/**
	 * The dials that have failed of late: those of the group with the most, as nearly
	 * always there is only one.
	 */
	@Nullable ConnectFailures connectFailures() {
		ConnectFailures most = null;
		for (ConnectionGroup group : this.host.groups()) {
			DialFailure last = group.backoff().lastFailure();
			int attempts = group.backoff().failures();
			if (last != null && (most == null || attempts > most.attempts())) {
				most = new ConnectFailures(attempts, last.message());
			}
		}
		return most;
	}

}
