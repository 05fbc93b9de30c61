package io.github.httppool.benchmarks;

import java.time.Duration;

import org.HdrHistogram.Histogram;

/**
 * A closed loop: 32 callers, each of whom makes its next call when the last one is
 * answered. A slow client thereby slows the callers down too; latencies of a closed loop
 * compare clients at full load, and say nothing about calls that arrive on their own
 * clock.
 */
abstract class Load {

	static final int CALLERS = 32;

	static final String PATH = "/answer";

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

	static Histogram histogram() {
		return new Histogram(Duration.ofMinutes(1).toNanos(), 3);
	}

	/**
	 * Notes a call.
	 * @param answer what was answered
	 * @param start when the call was made
	 * @param latencies where to note it
	 */
	static void note(String answer, long start, Histogram latencies) {
		latencies.recordValue(System.nanoTime() - start);
		check(answer);
	}

	/**
	 * Fails unless it is what the server answers.
	 */
	static void check(String answer) {
		if (answer == null || answer.length() != Upstream.ANSWER.length()) {
			throw new IllegalStateException("Wrong answer: " + answer);
		}
	}

}
