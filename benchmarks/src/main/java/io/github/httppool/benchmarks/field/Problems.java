package io.github.httppool.benchmarks.field;

import java.util.Arrays;
import java.util.List;

/**
 * All problems, in the order of the report.
 */
final class Problems {

	static final List<Problem> ALL = List.of(new UnreadBodies(), new NoReuse(), new SlowDependency(),
			new IllDependency(), new EndlessRetries(), new GuessedSize(), new ManyCallers(), new Restarts());

	private Problems() {
	}

	static Problem of(int number) {
		return ALL.stream()
			.filter((problem) -> problem.number() == number)
			.findFirst()
			.orElseThrow(() -> new IllegalArgumentException("There is no row " + number));
	}

	/**
	 * Returns the problems with the given numbers, separated by commas.
	 */
	static List<Problem> parse(String numbers) {
		return Arrays.stream(numbers.split(",")).map((number) -> of(Integer.parseInt(number.trim()))).toList();
	}

}
