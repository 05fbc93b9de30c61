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

/**
 * Looks for leases of one pool that are not going to end, and ends them if it may.
 * <p>
 * A lease that lasts long is suspected: it may be slow. It is a leak for certain when the
 * object that the application holds its response by is unreachable before the response
 * has ended ({@link CallTrack}). No finalizer and no thread of its own: a sweep, called
 * periodically, looks at the leases there are. What it finds it looks at once more where
 * the lease cannot change meanwhile, as a response may just have ended.
 * <p>
 * Sweeps are called by one thread at a time, all else by any.
 */
public final class LeakDetector {

	private final HttpPoolSettings.LeakDetection settings;

	private final LeakReports reports;

	private final CallSites callSites;

	private final long reclaimAfterNanos;

	/** Leases suspected or being ended, until they have ended. */
	private final Map<Lease, Finding> findings = new ConcurrentHashMap<>();

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
		this.reclaimAfterNanos = reclaimAfterNanos(settings);
	}

	private static long reclaimAfterNanos(HttpPoolSettings.LeakDetection settings) {
		Duration age = settings.reclaimAfter();
		return (settings.reclaim() == Reclaim.AFTER && age != null) ? age.toNanos() : Long.MAX_VALUE;
	}

	/**
	 * Looks at all leases.
	 * @param leases those there are now
	 * @param now the time, in nanoseconds
	 */
	public void sweep(Collection<? extends Lease> leases, long now) {
		leases.forEach((lease) -> look(lease, now));
		forgetEnded(new HashSet<>(leases), now);
		this.reports.log(now);
	}

	private void look(Lease lease, long now) {
		CallTrack track = lease.track();
		if (track != null && track.isAbandoned()) {
			lease.whileHeld(() -> confirm(lease, track, now));
			return;
		}
		long held = now - lease.since();
		if (held >= this.settings.threshold().toNanos()) {
			suspect(lease, now);
		}
		if (held >= this.reclaimAfterNanos) {
			lease.whileHeld(() -> reclaim(lease, now));
		}
	}

	private void suspect(Lease lease, long now) {
		if (this.findings.putIfAbsent(lease, Finding.SUSPECTED) == null) {
			this.reports.report(LeakKind.SUSPECTED, lease, now);
		}
	}

	private void confirm(Lease lease, CallTrack track, long now) {
		if (!track.isAbandoned() || isKnownLeak(lease)) {
			return;
		}
		this.findings.put(lease, Finding.CONFIRMED);
		this.callSites.leaked(track.template(), now);
		this.reports.report(LeakKind.CONFIRMED, lease, now);
		if (this.settings.reclaim() != Reclaim.OFF) {
			reclaim(lease, now);
		}
	}

	/**
	 * One that is being ended may still be there at the next sweep.
	 */
	private boolean isKnownLeak(Lease lease) {
		Finding known = this.findings.get(lease);
		return known == Finding.CONFIRMED || known == Finding.RECLAIMED;
	}

	private void reclaim(Lease lease, long now) {
		if (this.findings.put(lease, Finding.RECLAIMED) == Finding.RECLAIMED) {
			return;
		}
		lease.reclaiming();
		this.reports.report(LeakKind.RECLAIMED, lease, now);
		CallTrack track = lease.track();
		if (track == null || !track.end()) {
			lease.abort();
		}
	}

	/**
	 * A lease that was only suspected and is not there any more was slow.
	 */
	private void forgetEnded(Set<? extends Lease> present, long now) {
		this.findings.forEach((lease, finding) -> {
			if (!present.contains(lease) && this.findings.remove(lease, finding) && finding == Finding.SUSPECTED) {
				this.reports.returned(lease, now);
			}
		});
	}

	private enum Finding {

		SUSPECTED, CONFIRMED, RECLAIMED

	}

}
