package io.github.httppool.pool;

import java.util.List;

import io.github.httppool.HostSnapshot;
import io.github.httppool.PoolSnapshot;
import io.github.httppool.PoolState;
import org.jspecify.annotations.Nullable;

/**
 * What a pool and one of its hosts looked like at one moment. Taken with the lock held,
 * so that takes little time; made into words and snapshots with the lock free.
 *
 * @param pool name of the pool
 * @param counts connections and callers of the pool
 * @param counters what the pool has done
 * @param maxConnections limit of each host
 * @param host connections and callers of the host
 * @param dials the dials to the host, oldest first
 * @param slots slots of the host that are taken, those of closing connections included
 * @param streaming connections to the host that calls keep for as long as they like
 * @param maxStreaming how many of those there may be
 * @param usedUp the limit over all pools if that is reached, or 0
 * @param evidence what is known of the calls to the host
 * @param state whether the pool serves calls
 * @param now the moment, in nanoseconds
 */
record Figures(String pool, ConnectionCounts counts, PoolCounters counters, int maxConnections, HostSnapshot host,
		List<Dial> dials, int slots, int streaming, int maxStreaming, int usedUp, Evidence evidence, PoolState state,
		long now) {

	/**
	 * Returns the pool; of its hosts only this one.
	 */
	PoolSnapshot snapshot() {
		return this.counters.snapshot(this.pool, this.counts, this.maxConnections, List.of(this.host), this.state);
	}

	/**
	 * Whether there is a connection to the host.
	 */
	boolean hasLive() {
		return this.host.active() + this.host.idle() > 0;
	}

	/**
	 * If the limit over all pools is reached, how many of those connections other hosts
	 * and pools have; else 0.
	 */
	int usedUpElsewhere() {
		return Math.max(0, this.usedUp - this.slots);
	}

	/**
	 * Whether the limit over all pools is reached, and at least half of it by this host.
	 */
	boolean isTotalUsedUpHere() {
		return this.usedUp > 0 && 2 * usedUpElsewhere() <= this.usedUp;
	}

	/**
	 * Whether the limit over all pools is reached, and most of it by others.
	 */
	boolean isTotalUsedUpElsewhere() {
		return 2 * usedUpElsewhere() > this.usedUp;
	}

	/**
	 * How many connections to the host there may be, as things are.
	 */
	private int mayHave() {
		int max = this.host.maxConnections();
		return (this.usedUp > 0) ? Math.min(this.slots, max) : max;
	}

	/**
	 * How many connections to the host it takes for the calls that come and the
	 * long-lived ones together, as these leave none to others.
	 */
	long connectionsNeeded() {
		long atLeast = (this.streaming >= mayHave()) ? 1 : 0;
		return this.streaming + Math.max(atLeast, this.evidence.usual().connectionsNeeded());
	}

	/**
	 * Whether that is more than there may be.
	 */
	boolean areTooFew() {
		return connectionsNeeded() > mayHave();
	}

	/**
	 * A dial to the host.
	 *
	 * @param host host and port
	 * @param begun when the pool decided to dial
	 * @param pending the dial, or {@code null} if it is only about to begin
	 */
	record Dial(String host, long begun, @Nullable PendingDial pending) {

		DialProgress progress() {
			return (this.pending != null) ? this.pending.progress()
					: new DialProgress(DialPhase.EVENT_LOOP, this.host, this.begun);
		}

	}

}
