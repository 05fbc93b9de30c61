package io.github.httppool.benchmarks.harness;

import java.time.Duration;
import java.util.Arrays;
import java.util.stream.LongStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * When calls are due.
 */
class ArrivalsTests {

	private static final long SECOND = Duration.ofSeconds(1).toNanos();

	@Test
	void whenEvenThenAllDistancesAreEqual() {
		assertThat(take(4, Arrivals.even(4, 0.5))).containsExactly(SECOND / 8, SECOND * 3 / 8, SECOND * 5 / 8,
				SECOND * 7 / 8);
	}

	@Test
	void whenPoissonThenTheRateIsThatOnAverage() {
		long[] due = take(100_000, Arrivals.poisson(1_000, 1));
		assertThat(due).isSorted();
		assertThat(due[due.length - 1] / (double) SECOND).isCloseTo(100, within(1.0));
	}

	@Test
	void whenPoissonThenTheDistancesVaryAsMuchAsTheyAreLong() {
		long[] due = take(100_000, Arrivals.poisson(1_000, 1));
		double[] distances = LongStream.range(1, due.length)
			.mapToDouble((call) -> due[(int) call] - due[(int) call - 1])
			.toArray();
		double mean = Arrays.stream(distances).average().orElseThrow();
		double variance = Arrays.stream(distances)
			.map((distance) -> Math.pow(distance - mean, 2))
			.average()
			.orElseThrow();
		assertThat(Math.sqrt(variance) / mean).isCloseTo(1, within(0.02));
	}

	@Test
	void whenTheSeedIsTheSameThenTheArrivalsAre() {
		assertThat(take(100, Arrivals.poisson(300, 7))).isEqualTo(take(100, Arrivals.poisson(300, 7)))
			.isNotEqualTo(take(100, Arrivals.poisson(300, 8)));
	}

	@Test
	void whenOfCallersThenEachCallsOncePerInterval() {
		Duration interval = Duration.ofSeconds(2);
		long[] due = take(30, Arrivals.ofCallers(10, interval, 1));
		assertThat(due).isSorted();
		for (int call = 0; call < 20; call++) {
			assertThat(due[call + 10] - due[call]).isEqualTo(interval.toNanos());
		}
		assertThat(due[9]).isLessThan(interval.toNanos());
	}

	private static long[] take(int calls, Arrivals arrivals) {
		return LongStream.generate(arrivals::next).limit(calls).toArray();
	}

}
