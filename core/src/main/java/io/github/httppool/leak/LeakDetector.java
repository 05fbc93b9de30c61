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
 * Looks for leases of one pool that are not going to end, and ends them if it may.
 * <p>
 * A lease that lasts long is suspected: it may be slow. That of an event stream is not,
 * as nobody expects it to end. It is a leak for certain when the object that the
 * application holds its response by is unreachable before the response has ended
 * ({@link Call}). No finalizer and no thread of its own: a sweep, called periodically,
 * looks at the leases there are. What it finds it looks at once more where the lease
 * cannot change meanwhile, as a response may just have ended.
 * <p>
 * A lease may end before the application has read the response, when that has wholly
 * arrived. To forget it then costs no connection, but the buffers it is in, which Netty
 * would report as lost without saying by whom. Such responses are looked at, too, and
 * released.
 * <p>
 * Sweeps are called by one thread at a time, all else by any, the last look too.
 */
public final class LeakDetector {

	private final HttpPoolSettings.LeakDetection settings;

	private final LeakReports reports;

	private final CallSites callSites;

	private final long thresholdNanos;

	private final long reclaimAfterNanos;

	/** The most that is known of a lease, until it has ended. */
	private final Map<TrackedLease, LeakKind> findings = new ConcurrentHashMap<>();

	/** By the call that their leases had. */
	private final Map<Call, UnreadResponse> unread = new ConcurrentHashMap<>();

	/**
	 * Creates a detector.
	 * @param settings what to look for
	 * @param reports takes what is found
	 * @param callSites is told what leaks
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
	 * A lease ends, and the application has the response but has not read it.
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
	 * Looks at all leases, and at those that have ended unread.
	 * @param leases those there are now
	 * @param now the time, in nanoseconds
	 */
	public void sweep(Collection<? extends TrackedLease> leases, long now) {
		leases.forEach((lease) -> look(lease, now));
		sweepUnread(now);
		forgetEnded(leases, now);
		this.reports.log(now);
	}

	/**
	 * Looks at those leases only that have ended unread: the last look, when all have
	 * ended.
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
	 * Whatever may be reclaimed: nobody has the connection any more.
	 */
	private void reportUnread(UnreadResponse response, long now) {
		if (!response.known()) {
			tellCallSites(response.call(), now);
			this.reports.report(response);
		}
	}

	/**
	 * The call may be alive: only closing its connection tells its waiting consumer.
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
	 * Notes what is found of a lease, unless as much is known already: an ending takes
	 * its time, and a sweep may come in between.
	 */
	private boolean isNews(TrackedLease lease, LeakKind finding) {
		LeakKind known = this.findings.putIfAbsent(lease, finding);
		return known == null || (known.compareTo(finding) < 0 && this.findings.replace(lease, known, finding));
	}

	/**
	 * A lease that was only suspected and is not there any more was slow.
	 */
	private void forgetEnded(Collection<? extends TrackedLease> leases, long now) {
		if (this.findings.isEmpty()) {
			return;
		}
		Set<TrackedLease> present = new HashSet<>(leases);
		this.findings.forEach((lease, finding) -> {
			if (!present.contains(lease) && this.findings.remove(lease, finding) && finding == LeakKind.SUSPECTED) {
				this.reports.returned(lease, now);
			}
		});
	}

}
