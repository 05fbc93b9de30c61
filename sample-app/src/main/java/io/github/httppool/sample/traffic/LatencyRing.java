package io.github.httppool.sample.traffic;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

import org.jspecify.annotations.Nullable;

/**
 * The latest latencies, a bounded number of them. Safe for many writers: a reader may see
 * a mixture of old and new latencies, which is good enough for a percentile.
 */
final class LatencyRing {

	static final int SIZE = 512;

	private final AtomicLongArray nanos = new AtomicLongArray(SIZE);

	private final AtomicLong added = new AtomicLong();

	void add(Duration latency) {
		int slot = (int) (this.added.getAndIncrement() % SIZE);
		this.nanos.set(slot, latency.toNanos());
	}

	/**
	 * Returns the latency that this share of the calls did not exceed.
	 * @param share 0.5 for the median
	 * @return milliseconds, to a tenth; {@code null} if there has been no call yet
	 */
	@Nullable Double percentileMillis(double share) {
		int count = (int) Math.min(this.added.get(), SIZE);
		if (count == 0) {
			return null;
		}
		long[] sorted = new long[count];
		Arrays.setAll(sorted, this.nanos::get);
		Arrays.sort(sorted);
		int rank = Math.max(1, (int) Math.ceil(share * count));
		return Math.round(sorted[rank - 1] / 100_000.0) / 10.0;
	}

}
