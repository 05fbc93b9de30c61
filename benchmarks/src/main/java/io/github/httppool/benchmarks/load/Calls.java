package io.github.httppool.benchmarks.load;

import io.github.httppool.benchmarks.harness.Latencies;
import org.HdrHistogram.Histogram;

/**
 * Calls that were answered rightly.
 *
 * @param count how many
 * @param latencies their latencies in nanoseconds
 */
record Calls(long count, Histogram latencies) {

	static Calls none() {
		return new Calls(0, Latencies.histogram());
	}

	static Calls of(Histogram latencies) {
		return new Calls(latencies.getTotalCount(), latencies);
	}

	Calls plus(Calls others) {
		Histogram all = this.latencies.copy();
		all.add(others.latencies);
		return new Calls(this.count + others.count, all);
	}

}
