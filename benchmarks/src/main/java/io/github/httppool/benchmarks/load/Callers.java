package io.github.httppool.benchmarks.load;

import java.time.Duration;

import org.HdrHistogram.Histogram;

/**
 * A closed loop: callers each of whom makes its next call when the last one is answered.
 * A slow client thereby slows the callers down too; latencies of a closed loop compare
 * clients at full load, and say nothing about calls that arrive on their own clock.
 */
interface Callers {

	/**
	 * Lets them call. Fails with the first call that fails or is answered wrongly.
	 * @param duration time after which no caller starts another call
	 * @return the latencies of all calls in nanoseconds
	 */
	Histogram call(Duration duration);

}
