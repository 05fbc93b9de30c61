package io.github.httppool.pool;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;

import io.github.httppool.AbortedCall;
import io.github.httppool.DrainReceipt;

/**
 * What has become of the calls of one pool in a drain.
 *
 * @param nanos how long the drain took
 * @param finished calls that have ended by themselves
 * @param refused calls that were refused
 * @param streamsEnded event streams and upgraded connections that were ended
 * @param aborted who has asked last of each call that was aborted
 * @param now when the drain ended
 */
record DrainFigures(long nanos, long finished, long refused, long streamsEnded, List<PendingAcquire> aborted,
		long now) {

	/**
	 * Describes the oldest of the aborted calls; the lock is free, as that takes long.
	 * @param pool name of the pool
	 */
	DrainReceipt receipt(String pool) {
		List<AbortedCall> oldest = this.aborted.stream()
			.sorted(Comparator.comparingLong((caller) -> caller.callBegan() - this.now))
			.limit(DrainReceipt.MAX_LISTED)
			.map((caller) -> describe(caller, this.now))
			.toList();
		return new DrainReceipt(pool, Duration.ofNanos(this.nanos), this.finished, this.aborted.size(), this.refused,
				this.streamsEnded, oldest);
	}

	/**
	 * What the application has to say about one call may throw, and must not keep the
	 * others from being listed.
	 */
	private static AbortedCall describe(PendingAcquire caller, long now) {
		try {
			return caller.describe(now);
		}
		catch (Throwable ex) {
			return new AbortedCall("a call that cannot be described (" + ex.getClass().getName() + ")",
					HostLabel.of(caller.remote()), Duration.ofNanos(Elapsed.nanos(caller.callBegan(), now)), null);
		}
	}

}
