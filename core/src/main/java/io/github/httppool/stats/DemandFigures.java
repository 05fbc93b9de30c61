package io.github.httppool.stats;

import java.util.Map;

import io.github.httppool.CloseReason;

/**
 * What the calls to one host need, as recorded within some minutes. Times are in
 * nanoseconds.
 *
 * @param covered how much of the past this is about
 * @param calls calls that came
 * @param needed as many connections that 99 of 100 calls would not have waited, had there
 * been no limit; 0 if too little is known
 * @param meanLease how long a call has its connection on average; 0 if too little is
 * known
 * @param leases leases that have ended
 * @param cutOff of these, those of calls that ran into a limit of time, and had waited
 * for their connection for a shorter time than they had it
 * @param heldBack calls that came while others waited for a connection, all being in use,
 * and that did not come so fast as to explain it: callers that wait for their turn before
 * they call again
 * @param heldBackNeed how many connections such callers together would have used, on
 * average; at most twice the limit, as nobody knows how fast they would call
 * @param waited calls for which all connections that may be were in use, or being closed
 * @param mostInUse most connections that were in use at once
 * @param mostStreaming most connections that long-lived calls had at once, as far as any
 * of these has come or gone
 * @param recentLeases leases that have ended within the last minute
 * @param recentLease how long half of those have lasted at most
 * @param usualLeases leases of the last 40 to 60 minutes, the recent ones included
 * @param usualLease how long half of those have lasted at most
 * @param created connections opened
 * @param closed connections closed, by reason
 * @param wornOutFor connections that could not serve another call, though the pool would
 * have kept them, by reason; neither those that were idle for too long nor those that
 * have ended with a long-lived call
 * @param wornOutRequests calls that those had served
 * @param idleCloses in how many slots of half a minute the server closed idle connections
 */
public record DemandFigures(long covered, long calls, int needed, long meanLease, long leases, long cutOff,
		long heldBack, double heldBackNeed, long waited, int mostInUse, int mostStreaming, long recentLeases,
		long recentLease, long usualLeases, long usualLease, long created, Map<CloseReason, Long> closed,
		Map<CloseReason, Long> wornOutFor, long wornOutRequests, int idleCloses) {

	/** Nothing is recorded. */
	public static final DemandFigures NONE = new DemandFigures(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, Map.of(),
			Map.of(), 0, 0);

	/**
	 * Keeps a copy of the counts.
	 */
	public DemandFigures {
		closed = Map.copyOf(closed);
		wornOutFor = Map.copyOf(wornOutFor);
	}

	/**
	 * Returns whether a connection closed for this reason could not serve another call,
	 * though the pool would have kept it. One that the server closes after it has been
	 * idle does not count: so few calls come that nobody misses it.
	 * @param reason the reason
	 * @param idle whether no call had it
	 * @return whether that is what wears connections out
	 */
	public static boolean isWornOut(CloseReason reason, boolean idle) {
		return switch (reason) {
			case MAX_REQUESTS, SERVER_CLOSED_BEFORE_RESPONSE, SERVER_CLOSED_MID_RESPONSE, NOT_PERSISTENT,
					CLIENT_CANCELLED, TIMEOUT, STOLEN, ERROR ->
				true;
			// The server allows for so many calls, or for so much time without any.
			case KEEP_ALIVE_HINT, KEEP_ALIVE_LEARNED -> !idle;
			case SERVER_CLOSED_IDLE, IDLE_TIMEOUT, MAX_LIFETIME, EVICTED, SHRUNK, LEAK_RECLAIMED, DRAINED, ABORTED ->
				false;
		};
	}

	/**
	 * Returns how many connections could not serve another call.
	 * @return the count over all reasons
	 */
	public long wornOut() {
		return this.wornOutFor.values().stream().mapToLong(Long::longValue).sum();
	}

	/**
	 * Returns how many connections were closed for a reason.
	 * @param reason the reason
	 * @return the count
	 */
	public long closedFor(CloseReason reason) {
		return this.closed.getOrDefault(reason, 0L);
	}

}
