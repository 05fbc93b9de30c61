package io.github.httppool.leak;

import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.github.httppool.HttpPoolSettings;
import io.github.httppool.LeakKind;
import io.github.httppool.Reclaim;
import io.github.httppool.call.Call;

/**
 * Finds the leases of one pool that will never end, and ends them if the settings allow
 * it.
 * <p>
 * A lease that lasts long is only suspected, because its call may be slow; the lease of
 * an event stream is not even suspected, because it is not expected to end. A leak is
 * confirmed when the object by which the application holds the response becomes
 * unreachable before the response has ended ({@link Call}). There is no finalizer and no
 * extra thread: a periodic sweep checks the current leases. Because a response may just
 * have ended, each finding is checked again on the event loop, where the lease cannot
 * change meanwhile.
 * <p>
 * A lease may end before the application has read the response, if the response has
 * arrived in full. Dropping it then leaks no connection, but it leaks the buffers of the
 * response, and Netty would report them without naming the culprit. Sweeps check such
 * responses, too, and release them.
 * <p>
 * Sweeps are called by one thread at a time; all other methods, {@link #sweepUnread}
 * included, by any thread.
 */
public final class LeakDetector {

	private final HttpPoolSettings.LeakDetection settings;

	private final LeakReports reports;

	private final CallSites callSites;

	private final long thresholdNanos;

	private final long reclaimAfterNanos;

	/** The most severe finding for each lease, until the lease ends. */
	private final Map<TrackedLease, LeakKind> findings = new ConcurrentHashMap<>();

	/** By the call that held the lease. */
	private final Map<Call, UnreadResponse> unread = new ConcurrentHashMap<>();

	/**
	 * Creates a detector.
	 * @param settings what to look for
	 * @param reports takes the findings
	 * @param callSites is notified of calls that leak
	 */
	public LeakDetector(HttpPoolSettings.LeakDetection settings, LeakReports reports, CallSites callSites) {
		this.settings = settings;
		this.reports = reports;
		this.callSites = callSites;
		this.thresholdNanos = settings.threshold().toNanos();
		this.reclaimAfterNanos = reclaimAfterNanos(settings);
	}

	private static long reclaimAfterNanos(HttpPoolSettings.LeakDetection settings) {
		Duration age = settings.reclaimAfter();
		return (settings.reclaim() == Reclaim.AFTER && age != null) ? age.toNanos() : Long.MAX_VALUE;
	}

	/**
	 * A lease ends while the application still has the response and has not read it.
	 * @param lease the lease
	 * @param call its call
	 * @param now the time, in nanoseconds
	 */
	public void endsUnread(TrackedLease lease, Call call, long now) {
		LeakKind finding = this.findings.get(lease);
		boolean known = finding == LeakKind.CONFIRMED || finding == LeakKind.RECLAIMED;
		this.unread.put(call, new UnreadResponse(call, lease.host(), lease.connectionId(), now - lease.since(), known,
				lease.eventLoop()));
		call.whenResponseReleased(() -> this.unread.remove(call));
	}

	/**
	 * Checks all leases, and the unread responses of leases that have ended.
	 * @param leases the current leases
	 * @param now the time, in nanoseconds
	 */
	public void sweep(Collection<? extends TrackedLease> leases, long now) {
		leases.forEach((lease) -> look(lease, now));
		sweepUnread(now);
		forgetEnded(leases, now);
		this.reports.log(now);
	}

	/**
	 * Checks only the unread responses of leases that have ended: the last check, when
	 * all leases have ended.
	 * @param now the time, in nanoseconds
	 */
	public void sweepUnread(long now) {
		this.unread.values().forEach((response) -> response.releaseIfForgotten(() -> reportUnread(response, now)));
	}

	private void look(TrackedLease lease, long now) {
		Call call = lease.call();
		if (call.isAbandoned()) {
			lease.whileHeld(() -> confirm(lease, call, now));
			return;
		}
		if (lease.isUpgraded()) {
			return;
		}
		long held = now - lease.since();
		if (held >= this.thresholdNanos && !lease.isEventStream() && isNews(lease, LeakKind.SUSPECTED)) {
			this.reports.report(lease, now, LeakKind.SUSPECTED);
		}
		if (held >= this.reclaimAfterNanos) {
			lease.whileHeld(() -> reclaimByAge(lease, now));
		}
	}

	private void confirm(TrackedLease lease, Call call, long now) {
		if (!call.isAbandoned()) {
			return;
		}
		call.leaks();
		if (this.settings.reclaim() == Reclaim.OFF) {
			if (isNews(lease, LeakKind.CONFIRMED)) {
				reportLeak(lease, now, LeakKind.CONFIRMED);
			}
		}
		else if (isNews(lease, LeakKind.RECLAIMED)) {
			reportLeak(lease, now, LeakKind.CONFIRMED, LeakKind.RECLAIMED);
			lease.reclaiming();
			call.endAbandoned();
		}
	}

	/**
	 * Regardless of the reclaim setting, because the lease has already ended.
	 */
	private void reportUnread(UnreadResponse response, long now) {
		if (!response.known()) {
			tellCallSites(response.call(), now);
			this.reports.report(response);
		}
	}

	/**
	 * The call may be alive: only closing its connection notifies its waiting consumer.
	 */
	private void reclaimByAge(TrackedLease lease, long now) {
		if (isNews(lease, LeakKind.RECLAIMED)) {
			reportLeak(lease, now, LeakKind.RECLAIMED);
			lease.reclaiming();
			lease.abort();
		}
	}

	private void reportLeak(TrackedLease lease, long now, LeakKind... kinds) {
		tellCallSites(lease.call(), now);
		this.reports.report(lease, now, kinds);
	}

	private void tellCallSites(Call call, long now) {
		String template = call.template();
		if (template != null) {
			this.callSites.leaked(template, now);
		}
	}

	/**
	 * Records a finding, unless the same or a more severe one is known: ending a lease
	 * takes time, and another sweep may run before it has ended.
	 */
	private boolean isNews(TrackedLease lease, LeakKind finding) {
		LeakKind known = this.findings.putIfAbsent(lease, finding);
		return known == null || (known.compareTo(finding) < 0 && this.findings.replace(lease, known, finding));
	}

	/**
	 * A lease that was only suspected and has ended was slow.
	 */
	private void forgetEnded(Collection<? extends TrackedLease> leases, long now) {
		if (this.findings.isEmpty()) {
			return;
		}
		Set<TrackedLease> present = new HashSet<>(leases);
		this.findings.forEach((lease, finding) -> {
			if (!present.contains(lease) && !mayEndUnread(lease, finding) && this.findings.remove(lease, finding)
					&& finding == LeakKind.SUSPECTED) {
				this.reports.returned(lease, now);
			}
		});
	}

	/**
	 * A lease that the pool aborts has ended for it a moment before its connection says
	 * so, with a response that is known to be lost.
	 */
	private static boolean mayEndUnread(TrackedLease lease, LeakKind finding) {
		return finding != LeakKind.SUSPECTED && lease.call().isResponseHeld();
	}

}
