package io.github.httppool.benchmarks.isolation;

import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/**
 * When phases follow each other, in terms of {@link System#nanoTime}. Each has a window
 * that counts, after a time in which what was before fades out, and before a time in
 * which calls of the window that time out do so.
 *
 * @param start when the first phase begins
 * @param warmUp the time before each window
 * @param window the time of each phase that counts
 */
record PhaseSchedule(long start, Duration warmUp, Duration window) {

	private static final Duration LAST_CALLS = Duration.ofSeconds(2);

	static PhaseSchedule fromNow(Duration warmUp, Duration window) {
		return new PhaseSchedule(System.nanoTime(), warmUp, window);
	}

	long begin(Phase phase) {
		return this.start + phase.ordinal() * this.warmUp.plus(this.window).plus(LAST_CALLS).toNanos();
	}

	long windowBegin(Phase phase) {
		return begin(phase) + this.warmUp.toNanos();
	}

	long windowEnd(Phase phase) {
		return windowBegin(phase) + this.window.toNanos();
	}

	long end(Phase phase) {
		return windowEnd(phase) + LAST_CALLS.toNanos();
	}

	Duration untilLastWindowEnds() {
		return Duration.ofNanos(windowEnd(Phase.AFTER) - this.start);
	}

	/**
	 * Returns the phase in whose window a time is.
	 */
	Optional<Phase> windowAt(long time) {
		return Arrays.stream(Phase.values())
			.filter((phase) -> time - windowBegin(phase) >= 0 && time - windowEnd(phase) < 0)
			.findFirst();
	}

}
