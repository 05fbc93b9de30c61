package io.github.httppool.pool;

import java.util.concurrent.TimeUnit;

/**
 * How long the leases of a host usually last. Each octave of time has four counters, so
 * that a lease costs one increment and a time is known to an eighth; the counters are
 * halved now and then, so that the past counts for less the longer ago it is.
 * <p>
 * A host whose callers wait may be slower than usual: once enough is known, it is not
 * learned from, or an outage that lasts would become what is usual. Guarded by the pool's
 * lock. Times are in nanoseconds.
 */
final class LeaseHistory {

	/** Shorter times count as 2 to this, 16 us. */
	private static final int SHORTEST_BITS = 14;

	/** Up to an hour. */
	private static final int OCTAVES = 28;

	private static final int PARTS_BITS = 2;

	private static final int PARTS = 1 << PARTS_BITS;

	/** Fewer leases say nothing. */
	private static final int ENOUGH = 10;

	/** As many say enough. */
	private static final int AMPLE = 100;

	private static final long HALF_LIFE = TimeUnit.MINUTES.toNanos(30);

	// Of the octaves between the shortest and the longest lease: a host of few calls, of
	// which there may be thousands, has one or two.
	private int[] counts = {};

	// The number of the first of the counters.
	private int from;

	private int total;

	private long halvedAt;

	/**
	 * A lease has come to its end.
	 * @param nanos how long it has lasted
	 * @param callersWait whether callers of the host wait for a connection
	 * @param now the time
	 */
	void leaseTook(long nanos, boolean callersWait, long now) {
		if (callersWait && this.total >= AMPLE) {
			return;
		}
		forget(now);
		int index = index(nanos);
		cover(index);
		this.counts[index - this.from]++;
		this.total++;
	}

	/**
	 * Makes room for a counter.
	 */
	private void cover(int index) {
		int octave = index - index % PARTS;
		int begin = (this.counts.length > 0) ? Math.min(octave, this.from) : octave;
		int end = Math.max(octave + PARTS, this.from + this.counts.length);
		if (end - begin > this.counts.length) {
			int[] covered = new int[end - begin];
			System.arraycopy(this.counts, 0, covered, Math.max(0, this.from - begin), this.counts.length);
			this.counts = covered;
			this.from = begin;
		}
	}

	private void forget(long now) {
		if (this.total == 0) {
			this.halvedAt = now;
		}
		while (now - this.halvedAt >= HALF_LIFE && this.total > 0) {
			halve();
			this.halvedAt += HALF_LIFE;
		}
	}

	private void halve() {
		this.total = 0;
		for (int i = 0; i < this.counts.length; i++) {
			this.counts[i] /= 2;
			this.total += this.counts[i];
		}
	}

	private static int index(long nanos) {
		long counted = Math.max(nanos, 1L << SHORTEST_BITS);
		int octave = Long.SIZE - 1 - Long.numberOfLeadingZeros(counted);
		int part = (int) (counted >>> (octave - PARTS_BITS)) & (PARTS - 1);
		return Math.min((octave - SHORTEST_BITS) * PARTS + part, OCTAVES * PARTS - 1);
	}

	private static double middle(int index) {
		double part = (double) (1L << (SHORTEST_BITS - PARTS_BITS + index / PARTS));
		return part * (PARTS + index % PARTS + 0.5);
	}

	/**
	 * Returns how long a lease lasts on average.
	 * @return the mean, or 0 if too little is known
	 */
	double mean() {
		return (this.total < ENOUGH) ? 0 : sum() / this.total;
	}

	/**
	 * Returns how long a lease usually lasts, met at any moment: half of all time that
	 * connections are leased belongs to leases that last longer. Unlike a mean of all
	 * leases, it is not misled by many short ones that are over in no time, as these are
	 * hardly ever met.
	 * @return that time, or 0 if too little is known
	 */
	double usual() {
		if (this.total < ENOUGH) {
			return 0;
		}
		double left = sum() / 2;
		int index = -1;
		while (left > 0) {
			index++;
			left -= this.counts[index] * middle(this.from + index);
		}
		return middle(this.from + index);
	}

	private double sum() {
		double sum = 0;
		for (int i = 0; i < this.counts.length; i++) {
			sum += this.counts[i] * middle(this.from + i);
		}
		return sum;
	}

}
