package io.github.httppool.pool;

import io.github.httppool.HttpPoolSettings;
import io.github.httppool.PoolState;

/**
 * What the parts of one pool share: each is given it once and asks nobody else. Knows
 * none of them.
 */
final class PoolContext {

	final String pool;

	final PoolLock lock;

	final TotalLimit total;

	final Connector connector;

	final PoolAdmission admission;

	final PoolSettings settings;

	final PoolLedger ledger;

	final PoolEvents events;

	final PoolAlarm alarm;

	final AcquireDeadlines deadlines;

	// The pauses that callers want to see the end of.
	final DueGroups pauses;

	// All back-offs, as long as they are kept.
	final DueGroups backoffs;

	// Those with idle connections that are to be closed before the server does.
	final DueGroups expiries;

	final ConnectionFloors floors;

	final RememberedLimits remembered;

	final OutageReports outages;

	final AcquireFailures failures;

	PoolContext(String name, HttpPoolSettings configured, TotalLimit total, Connector connector,
			TimeoutScheduler scheduler, Lateness lateness, CompositeHttpPoolListener listeners) {
		this.pool = name;
		this.lock = total.lock;
		this.total = total;
		this.connector = connector;
		this.admission = new PoolAdmission(this.lock);
		this.settings = new PoolSettings(configured, this.lock);
		this.ledger = new PoolLedger(name, this.settings, total, this.admission::state);
		this.events = new PoolEvents(name, this.lock, listeners);
		this.alarm = new PoolAlarm(this.lock, scheduler);
		this.deadlines = new AcquireDeadlines(this.lock, this.alarm, lateness);
		this.pauses = new DueGroups(this.lock, this.alarm, (group) -> group.inPauses,
				(group) -> group.backoff().pauseEnd());
		this.backoffs = new DueGroups(this.lock, this.alarm, (group) -> group.inBackoffs,
				(group) -> group.backoff().keptUntil());
		this.expiries = new DueGroups(this.lock, this.alarm, (group) -> group.inExpiries, (group) -> group.expiresAt);
		this.floors = new ConnectionFloors(this.lock, this.alarm);
		this.remembered = new RememberedLimits(this.lock);
		this.outages = new OutageReports(name, this.lock, listeners);
		this.failures = new AcquireFailures(name, this.lock, this.settings, this.ledger, this.events, this.admission);
	}

	PoolLimits limits() {
		return this.settings.limits();
	}

	boolean isClosed() {
		return this.admission.state() == PoolState.CLOSED;
	}

}
