package io.github.httppool.benchmarks.harness;

import java.util.Map;
import java.util.TreeMap;

import org.HdrHistogram.Histogram;

/**
 * What became of calls that were due at about the same time. Safe for use by many
 * threads.
 */
public final class DueCalls {

	private final Histogram latencies = Latencies.sparseHistogram();

	private final Histogram lateness = Latencies.sparseHistogram();

	// Guarded by this.
	private final Map<String, Integer> failures = new TreeMap<>();

	synchronized void started(long lateNanos) {
		record(lateNanos, this.lateness);
	}

	synchronized void answered(long latencyNanos) {
		record(latencyNanos, this.latencies);
	}

	synchronized void failed(long latencyNanos, Throwable failure) {
		record(latencyNanos, this.latencies);
		Throwable reason = (failure.getCause() != null) ? failure.getCause() : failure;
		this.failures.merge(reason.getClass().getSimpleName(), 1, Integer::sum);
	}

	private static void record(long nanos, Histogram histogram) {
		histogram.recordValue(Math.min(nanos, histogram.getHighestTrackableValue()));
	}

	synchronized void addTo(DueCalls sum) {
		synchronized (sum) {
			sum.latencies.add(this.latencies);
			sum.lateness.add(this.lateness);
			this.failures.forEach((reason, calls) -> sum.failures.merge(reason, calls, Integer::sum));
		}
	}

	/**
	 * Returns how many calls were made.
	 */
	public synchronized long made() {
		return this.lateness.getTotalCount();
	}

	/**
	 * Returns how many calls were not answered: they failed or have not ended.
	 */
	public synchronized long errors() {
		return failed() + unended();
	}

	/**
	 * Returns why calls were not answered, and how many each.
	 */
	public synchronized Map<String, Integer> reasons() {
		Map<String, Integer> reasons = new TreeMap<>(this.failures);
		if (unended() > 0) {
			reasons.put("unended", (int) unended());
		}
		return reasons;
	}

	private int failed() {
		return this.failures.values().stream().mapToInt(Integer::intValue).sum();
	}

	private long unended() {
		return made() - this.latencies.getTotalCount();
	}

	/**
	 * Returns a percentile of the time from when a call was due to its end, well or not.
	 */
	public synchronized long latencyNanos(double percentile) {
		return this.latencies.getValueAtPercentile(percentile);
	}

	/**
	 * Returns a percentile of the time from when a call was due to when it was made.
	 */
	public synchronized long lateNanos(double percentile) {
		return this.lateness.getValueAtPercentile(percentile);
	}

}
