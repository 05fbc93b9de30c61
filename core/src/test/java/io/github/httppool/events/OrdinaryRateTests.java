package io.github.httppool.events;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class OrdinaryRateTests {

	private static final long SECOND = Duration.ofSeconds(1).toNanos();

	@ParameterizedTest
	@ValueSource(longs = { 0, 7, Long.MAX_VALUE, Long.MIN_VALUE })
	void tenAreTakenAtOnceAndThenOneASecond(long start) {
		OrdinaryRate rate = new OrdinaryRate(start);
		assertThat(taken(rate, start, 100)).isEqualTo(10);
		assertThat(taken(rate, start + SECOND - 1, 100)).isZero();
		assertThat(taken(rate, start + SECOND, 100)).isOne();
		assertThat(taken(rate, start + 3 * SECOND, 100)).isEqualTo(2);
	}

	@Test
	void whatIsNotUsedUpIsForTenMoreAtMost() {
		OrdinaryRate rate = new OrdinaryRate(0);
		assertThat(taken(rate, 3600 * SECOND, 100)).isEqualTo(10);
	}

	private static int taken(OrdinaryRate rate, long now, int tries) {
		int taken = 0;
		for (int i = 0; i < tries; i++) {
			taken += rate.take(now) ? 1 : 0;
		}
		return taken;
	}

}
