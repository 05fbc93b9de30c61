package io.github.httppool.benchmarks.field;

import java.time.Duration;
import java.util.List;

import io.github.httppool.benchmarks.harness.Options;

/**
 * Says what is done now, and about how long the rest takes.
 */
final class Progress {

	private final List<Problem> problems;

	private final Options options;

	private int index = -1;

	private long since;

	Progress(List<Problem> problems, Options options) {
		this.problems = problems;
		this.options = options;
	}

	void next() {
		this.index++;
		this.since = System.nanoTime();
	}

	void phase(Side side, String phase) {
		Problem problem = this.problems.get(this.index);
		System.err.printf("row %d (%d of %d), %s: %s, %s; about %s left%n", problem.number(), this.index + 1,
				this.problems.size(), problem.title(), side.title(), phase, minutes(left()));
	}

	private Duration left() {
		Duration rest = this.problems.stream()
			.skip(this.index)
			.map((problem) -> problem.time(this.options))
			.reduce(Duration.ZERO, Duration::plus);
		Duration left = rest.minusNanos(System.nanoTime() - this.since);
		return left.isNegative() ? Duration.ZERO : left;
	}

	private static String minutes(Duration time) {
		return "%d:%02d min".formatted(time.toMinutes(), time.toSecondsPart());
	}

}
