package io.github.httppool.actuate;

import java.time.Duration;
import java.util.Map;

import io.github.httppool.CallPhase;
import io.github.httppool.CloseReason;
import io.github.httppool.RecentSnapshot;

/**
 * What has happened in a pool within the last minute.
 *
 * @param window the time that this is about
 * @param acquired leases given
 * @param created connections opened
 * @param timeouts callers that got no connection in time
 * @param rejected callers refused at once
 * @param failed callers that failed because no connection could be opened
 * @param closed connections closed, by reason; only reasons for which any was
 * @param leaks leaks found
 * @param acquire how long callers have waited for a connection, whether or not they got
 * one
 * @param lease how long calls have held a connection that have given it back since
 * @param callTimeouts attempts that ran into a limit, by what they waited for
 */
public record RecentDescriptor(Duration window, long acquired, long created, long timeouts, long rejected, long failed,
		Map<CloseReason, Long> closed, RecentSnapshot.Leaks leaks, LatencyDescriptor acquire, LatencyDescriptor lease,
		Map<CallPhase, Long> callTimeouts) {

	static RecentDescriptor of(RecentSnapshot recent) {
		return new RecentDescriptor(recent.window(), recent.acquired(), recent.created(), recent.timeouts(),
				recent.rejected(), recent.failed(), recent.closed(), recent.leaks(),
				LatencyDescriptor.of(recent.acquire()), LatencyDescriptor.of(recent.lease()), recent.callTimeouts());
	}

}
