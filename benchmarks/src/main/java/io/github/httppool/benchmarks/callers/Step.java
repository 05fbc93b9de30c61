package io.github.httppool.benchmarks.callers;

import io.github.httppool.benchmarks.harness.DueCalls;

/**
 * All calls of the time with one number of callers.
 *
 * @param callers how many there were
 * @param calls how many calls were due
 * @param errors how many of them were not answered
 * @param p50Millis median of their latencies
 * @param p99Millis 99th percentile
 * @param p999Millis 99.9th percentile
 * @param maxMillis the highest latency
 * @param lateMillis 99th percentile of the time from when a call was due to when it was
 * made
 * @param reasons why calls were not answered, and how many each
 */
public record Step(int callers, long calls, long errors, double p50Millis, double p99Millis, double p999Millis,
		double maxMillis, double lateMillis, String reasons) {

	static Step of(int callers, DueCalls calls) {
		return new Step(callers, calls.made(), calls.errors(), calls.latencyNanos(50) / 1e6,
				calls.latencyNanos(99) / 1e6, calls.latencyNanos(99.9) / 1e6, calls.latencyNanos(100) / 1e6,
				calls.lateNanos(99) / 1e6, calls.reasons().toString());
	}

	/**
	 * Reads what {@link #toString} wrote in another process.
	 */
	static Step parse(String text) {
		String[] words = text.split(" ", 9);
		return new Step(Integer.parseInt(words[0]), Long.parseLong(words[1]), Long.parseLong(words[2]),
				Double.parseDouble(words[3]), Double.parseDouble(words[4]), Double.parseDouble(words[5]),
				Double.parseDouble(words[6]), Double.parseDouble(words[7]), words[8]);
	}

	@Override
	public String toString() {
		return "%d %d %d %.3f %.3f %.3f %.3f %.3f %s".formatted(this.callers, this.calls, this.errors, this.p50Millis,
				this.p99Millis, this.p999Millis, this.maxMillis, this.lateMillis, this.reasons);
	}

}
