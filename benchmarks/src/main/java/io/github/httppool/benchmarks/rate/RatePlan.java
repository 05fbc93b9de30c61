package io.github.httppool.benchmarks.rate;

import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

import io.github.httppool.benchmarks.harness.AnswerTime;
import io.github.httppool.benchmarks.harness.Arrivals;
import io.github.httppool.benchmarks.harness.Options;

/**
 * What each client goes through in one round.
 *
 * @param rates calls per second, one rate after the other
 * @param answerTime how long the server takes to answer
 * @param even whether calls are due at equal distances, and not at random
 * @param warmUp for how long calls are made at the highest rate before any counts
 * @param window how many quiet seconds of each rate count
 * @param patience how many further seconds to wait for them
 */
record RatePlan(List<Integer> rates, AnswerTime answerTime, boolean even, Duration warmUp, int window, int patience) {

	RatePlan {
		answerTime.requireConnections(Collections.max(rates));
	}

	static RatePlan of(Options options) {
		List<Integer> rates = Arrays.stream(options.text("rates", "300,1000,3000").split(","))
			.map(Integer::valueOf)
			.toList();
		return new RatePlan(rates, new AnswerTime(options.number("delay", 0)),
				even(options.text("arrivals", "poisson")), Duration.ofSeconds(options.number("warm-up", 20)),
				options.number("window", 20), options.number("patience", 20));
	}

	private static boolean even(String arrivals) {
		return switch (arrivals) {
			case "poisson" -> false;
			case "even" -> true;
			default -> throw new IllegalArgumentException("--arrivals is poisson or even, not " + arrivals);
		};
	}

	@Override
	public String toString() {
		return "answers %s; calls due %s".formatted(this.answerTime,
				this.even ? "at equal distances" : "at random (Poisson)");
	}

	int lowestRate() {
		return Collections.min(this.rates);
	}

	int highestRate() {
		return Collections.max(this.rates);
	}

	Arrivals arrivals(int rate, long seed) {
		return this.even ? Arrivals.even(rate, 0) : Arrivals.poisson(rate, seed);
	}

	/**
	 * Returns how many seconds one rate may take.
	 */
	int longest() {
		return this.window + this.patience;
	}

}
