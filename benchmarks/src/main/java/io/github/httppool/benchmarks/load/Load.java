package io.github.httppool.benchmarks.load;

import java.time.Duration;

import io.github.httppool.benchmarks.harness.ClientApplication;
import io.github.httppool.benchmarks.harness.Upstream;
import io.github.httppool.benchmarks.harness.Variant;
import org.HdrHistogram.Histogram;

/**
 * A closed loop: 32 callers, each of whom makes its next call when the last one is
 * answered. A slow client thereby slows the callers down too; latencies of a closed loop
 * compare clients at full load, and say nothing about calls that arrive on their own
 * clock.
 */
abstract class Load {

	static final int CALLERS = 32;

	/**
	 * Runs the load.
	 * @param duration time after which no caller starts another call
	 * @return the latencies of all calls in nanoseconds
	 */
	abstract Histogram run(Duration duration);

	static Load of(Variant variant, ClientApplication application) {
		return variant.isReactive() ? new ReactiveLoad(application.webClient())
				: new BlockingLoad(application.restClient());
	}

	/**
	 * Notes a call.
	 * @param answer what was answered
	 * @param start when the call was made
	 * @param latencies where to note it
	 */
	static void note(String answer, long start, Histogram latencies) {
		latencies.recordValue(System.nanoTime() - start);
		Upstream.check(answer);
	}

}
