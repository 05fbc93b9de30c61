package io.github.httppool.pool;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What one drain does to one pool, in figures: each call that was under way at the
 * beginning or came since is in one of them. Guarded by the pool's lock.
 */
final class PoolDrain {

	private final Drain owner;

	private final DrainPurpose purpose;

	private final long since;

	private final int underWayAtBegin;

	private final Set<String> endedStreams = new HashSet<>();

	private final List<PendingAcquire> aborted = new ArrayList<>();

	private long came;

	private long refused;

	private long streamsEnded;

	private boolean givenUp;

	/**
	 * Creates the part of a pool.
	 * @param owner the drain
	 * @param purpose what it is for
	 * @param underWay how many calls are under way
	 * @param now the time
	 */
	PoolDrain(Drain owner, DrainPurpose purpose, int underWay, long now) {
		this.owner = owner;
		this.purpose = purpose;
		this.underWayAtBegin = underWay;
		this.since = now;
	}

	Drain owner() {
		return this.owner;
	}

	DrainPurpose purpose() {
		return this.purpose;
	}

	long since() {
		return this.since;
	}

	void came() {
		this.came++;
	}

	void refused() {
		this.refused++;
	}

	/**
	 * Returns whether a call wants an event stream again that was ended.
	 */
	boolean hasEndedStreamOf(PendingAcquire caller) {
		return !this.endedStreams.isEmpty() && this.endedStreams.contains(caller.request());
	}

	void streamEnded(PendingAcquire caller) {
		this.streamsEnded++;
		String request = caller.request();
		if (request != null) {
			this.endedStreams.add(request);
		}
	}

	/**
	 * Notes that calls were aborted.
	 */
	void aborted(List<PendingAcquire> calls) {
		this.aborted.addAll(calls);
	}

	/**
	 * The drain is to have no effect on the pool any more.
	 */
	void giveUp() {
		this.givenUp = true;
	}

	boolean isGivenUp() {
		return this.givenUp;
	}

	/**
	 * Returns the figures, and keeps nothing of the calls.
	 * @param left how many calls are still under way
	 * @param now the time
	 */
	DrainFigures takeFigures(int left, long now) {
		long finished = this.underWayAtBegin + this.came - this.streamsEnded - this.aborted.size() - left;
		List<PendingAcquire> noted = List.copyOf(this.aborted);
		this.aborted.clear();
		return new DrainFigures(Elapsed.nanos(this.since, now), finished, this.refused, this.streamsEnded, noted, now);
	}

}
