package io.github.httppool.pool;

import java.util.List;
import java.util.concurrent.TimeUnit;

import io.github.httppool.Diagnosis;
import io.github.httppool.HostSnapshot;
import org.jspecify.annotations.Nullable;

/**
 * Decides why a caller goes without a connection: because no other one can be opened, or,
 * if all that may be are open, because of what the calls do that have them. A cause must
 * explain at least half of it. The lock is free.
 */
final class AcquireDiagnosis {

	/** A dial that takes a larger part of the time for which callers wait hangs. */
	private static final int HANGING = 2;

	/**
	 * However soon callers give up: a host far away needs as long for three round trips,
	 * those of TCP and TLS.
	 */
	private static final long HANGING_AT_LEAST = TimeUnit.MILLISECONDS.toNanos(500);

	private final Figures figures;

	private final HostSnapshot host;

	private final @Nullable DialFailure lastDial;

	private AcquireDiagnosis(Figures figures, @Nullable DialFailure lastDial) {
		this.figures = figures;
		this.host = figures.host();
		this.lastDial = lastDial;
	}

	/**
	 * Returns why a caller goes without a connection.
	 * @param figures the pool and the host at that moment
	 * @param lastDial how the last dial to the host has failed, if none has succeeded
	 * since
	 * @param late whether the event loops were so late meanwhile that this explains what
	 * took long
	 */
	static Diagnosis of(Figures figures, @Nullable DialFailure lastDial, boolean late) {
		AcquireDiagnosis diagnosis = new AcquireDiagnosis(figures, lastDial);
		Diagnosis found = diagnosis.mayOpenMore() ? diagnosis.ofDials() : diagnosis.ofLeases();
		return (late && restsOnTime(found)) ? Diagnosis.NONE : found;
	}

	/**
	 * Returns why a long-lived call goes without a connection that waits apart from all
	 * others: for those that are open, unless they are not read and so do not end. If
	 * there may be more of them, it is behind others that wait for a connection, and
	 * lacks one for the same reason.
	 * @param figures the pool and the host at that moment
	 * @param lastDial as above
	 * @param late as above
	 */
	static Diagnosis ofHeldStream(Figures figures, @Nullable DialFailure lastDial, boolean late) {
		if (figures.streaming() < figures.maxStreaming()) {
			return of(figures, lastDial, late);
		}
		LeaseFindings leases = figures.evidence().leases();
		return isMost(leases.unread(), leases) ? Diagnosis.LEAK : Diagnosis.STREAMING_LIMIT;
	}

	private static boolean restsOnTime(Diagnosis found) {
		return found == Diagnosis.SLOW_UPSTREAM || found == Diagnosis.POOL_TOO_SMALL
				|| found == Diagnosis.CONNECT_FAILING;
	}

	/**
	 * A host that has no connection yet waits for its dials, even if all slots are taken
	 * by them.
	 */
	private boolean mayOpenMore() {
		return !this.figures.hasLive() || (hasRoom() && !this.figures.isTotalUsedUpHere());
	}

	private boolean hasRoom() {
		return this.figures.slots() < this.host.maxConnections();
	}

	private Diagnosis ofDials() {
		if (isHanging(this.figures.dials())) {
			return Diagnosis.CONNECT_FAILING;
		}
		if (hasRoom() && this.figures.isTotalUsedUpElsewhere()) {
			return Diagnosis.TOTAL_LIMIT;
		}
		boolean failed = this.lastDial != null && this.lastDial.isOfHost();
		return failed ? Diagnosis.CONNECT_FAILING : Diagnosis.NONE;
	}

	/**
	 * A dial that waits for an event loop is not to be blamed on the host.
	 */
	private boolean isHanging(List<Figures.Dial> dials) {
		if (dials.isEmpty()) {
			return false;
		}
		Figures.Dial oldest = dials.get(0);
		long longest = Math.max(HANGING_AT_LEAST, this.figures.evidence().patience() / HANGING);
		boolean lasts = Elapsed.nanos(oldest.begun(), this.figures.now()) >= longest;
		return lasts && oldest.progress().phase() != DialPhase.EVENT_LOOP;
	}

	private Diagnosis ofLeases() {
		if (this.host.active() == 0) {
			return Diagnosis.NONE;
		}
		LeaseFindings leases = this.figures.evidence().leases();
		if (isMost(leases.unread(), leases)) {
			return Diagnosis.LEAK;
		}
		if (isMost(leases.slow(), leases)) {
			return Diagnosis.SLOW_UPSTREAM;
		}
		if (!this.figures.areTooFew()) {
			return Diagnosis.NONE;
		}
		return hasRoom() ? Diagnosis.TOTAL_LIMIT : Diagnosis.POOL_TOO_SMALL;
	}

	private static boolean isMost(int count, LeaseFindings leases) {
		return count > 0 && 2 * count >= leases.leases();
	}

}
