package io.github.httppool;

import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * What has happened in a pool within the last minute.
 *
 * @param window the time that this is about; as it slides by steps, up to a sixth more of
 * the past is in it
 * @param acquired leases given
 * @param created connections opened
 * @param timeouts callers who got no connection within {@code timeouts.acquire}
 * @param rejected callers refused at once
 * @param failed attempts to get a connection that failed because none could be opened
 * @param closed connections closed, by reason; only reasons for which any was
 * @param leaks leaks found
 * @param acquire how long callers have waited for a connection, whether or not they got
 * one
 * @param lease how long calls have held a connection that have given it back since
 * @param callTimeouts attempts that ran into a limit, by what they waited for then; every
 * phase is present in which a call can. Those before {@link CallPhase#SENDING} got no
 * connection
 */
public record RecentSnapshot(Duration window, long acquired, long created, long timeouts, long rejected, long failed,
		Map<CloseReason, Long> closed, Leaks leaks, LatencySnapshot acquire, LatencySnapshot lease,
		Map<CallPhase, Long> callTimeouts) {

	/** Nothing has happened. */
	public static final RecentSnapshot NONE = new RecentSnapshot(Duration.ofMinutes(1), 0, 0, 0, 0, 0, Map.of(),
			new Leaks(0, 0, 0), LatencySnapshot.NONE, LatencySnapshot.NONE, Map.of());

	/**
	 * Keeps copies of the maps, in the order of their keys.
	 */
	public RecentSnapshot {
		closed = ordered(closed, CloseReason.class);
		callTimeouts = ordered(callTimeouts, CallPhase.class);
	}

	private static <K extends Enum<K>> Map<K, Long> ordered(Map<K, Long> counts, Class<K> type) {
		Map<K, Long> ordered = new EnumMap<>(type);
		ordered.putAll(counts);
		return Collections.unmodifiableMap(ordered);
	}

	/**
	 * The leaks found within the time.
	 *
	 * @param suspected leases that have become older than the threshold
	 * @param confirmed responses found to be unreachable before they were read
	 * @param reclaimed leases ended by the pool
	 */
	public record Leaks(long suspected, long confirmed, long reclaimed) {
	}

}
