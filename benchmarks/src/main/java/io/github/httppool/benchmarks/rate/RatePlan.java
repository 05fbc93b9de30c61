package io.github.httppool.benchmarks.rate;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

import io.github.httppool.benchmarks.harness.Arrivals;
import io.github.httppool.benchmarks.harness.Options;
import io.github.httppool.benchmarks.harness.Upstream;
import io.github.httppool.benchmarks.harness.Variant;

/**
 * What each client goes through in one round.
 *
 * @param rates calls per second, one rate after the other
 * @param delayMillis how long the server takes to answer; 0 is at once
 * @param even whether calls are due at equal distances, and not at random
 * @param warmUp for how long calls are made at the highest rate before any counts
 * @param window how many quiet seconds of each rate count
 * @param patience how many further seconds to wait for them
 */
record RatePlan(List<Integer> rates, int delayMillis, boolean even, Duration warmUp, int window, int patience) {

	RatePlan {
		double callsUnderWay = Collections.max(rates) * delayMillis / 1e3;
		if (callsUnderWay > Variant.MAX_CONNECTIONS) {
			throw new IllegalArgumentException(
					"%.0f calls would be under way on average, and clients may open %d connections: lower --delay or --rates"
						.formatted(callsUnderWay, Variant.MAX_CONNECTIONS));
		}
	}

	static RatePlan of(Options options) {
		List<Integer> rates = Arrays.stream(options.text("rates", "300,1000,3000").split(","))
			.map(Integer::valueOf)
			.toList();
		return new RatePlan(rates, options.number("delay", 0), even(options.text("arrivals", "poisson")),
				Duration.ofSeconds(options.number("warm-up", 20)), options.number("window", 20),
				options.number("patience", 20));
	}

	private static boolean even(String arrivals) {
		return switch (arrivals) {
			case "poisson" -> false;
			case "even" -> true;
			default -> throw new IllegalArgumentException("--arrivals is poisson or even, not " + arrivals);
		};
	}

	Upstream startUpstream() throws IOException, InterruptedException {
		return (this.delayMillis > 0) ? Upstream.slow() : Upstream.fastest();
	}

	String path() {
		return (this.delayMillis > 0) ? "/after/" + this.delayMillis : Upstream.PATH;
	}

	String describe() {
		return "answers %s; calls due %s".formatted(
				(this.delayMillis > 0) ? "after %d ms".formatted(this.delayMillis) : "at once",
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
