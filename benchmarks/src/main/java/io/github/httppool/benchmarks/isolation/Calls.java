package io.github.httppool.benchmarks.isolation;

import java.time.Duration;

import io.github.httppool.benchmarks.harness.Latencies;
import org.HdrHistogram.Histogram;

/**
 * Calls that were due in one window. Safe for use by many threads.
 */
final class Calls {

	private final Histogram latencies = Latencies.histogram();

	private final Duration window;

	private final int[] outcomes = new int[Outcome.values().length];

	Calls(Duration window) {
		this.window = window;
	}

	/**
	 * Notes a call that has ended, well or not.
	 */
	synchronized void note(long latencyNanos, Outcome outcome) {
		this.latencies.recordValue(Math.min(latencyNanos, this.latencies.getHighestTrackableValue()));
		this.outcomes[outcome.ordinal()]++;
	}

	synchronized double percent(Outcome outcome) {
		return 100.0 * this.outcomes[outcome.ordinal()] / this.latencies.getTotalCount();
	}

	double failedPercent() {
		return 100 - percent(Outcome.ANSWERED);
	}

	synchronized double answeredPerSecond() {
		return (double) this.outcomes[Outcome.ANSWERED.ordinal()] / this.window.toSeconds();
	}

	synchronized double millis(double percentile) {
		return this.latencies.getValueAtPercentile(percentile) / (double) Duration.ofMillis(1).toNanos();
	}

}
