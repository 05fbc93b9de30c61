package io.github.httppool.benchmarks.pool;

import org.openjdk.jmh.results.RunResult;

/**
 * What the operations of one {@link Case} cost.
 *
 * @param perSecond operations of all threads
 * @param bytes allocated on the heap for each operation
 * @param seconds measured
 * @param disturbed seconds during which other processes were busy
 */
record Cost(double perSecond, double bytes, int seconds, int disturbed) {

	static Cost of(RunResult result) {
		return new Cost(result.getPrimaryResult().getScore(), secondary(result, "gc.alloc.rate.norm"),
				result.getParams().getMeasurement().getCount(), (int) secondary(result, NeighboursProfiler.DISTURBED));
	}

	private static double secondary(RunResult result, String name) {
		return result.getSecondaryResults().get(name).getScore();
	}

	/**
	 * Returns for how long an operation occupies a core, waiting for the lock included.
	 */
	double nanos(int threads) {
		return Math.min(threads, Runtime.getRuntime().availableProcessors()) * 1e9 / this.perSecond;
	}

}
