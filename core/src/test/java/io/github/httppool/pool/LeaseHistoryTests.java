package io.github.httppool.pool;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.data.Percentage.withPercentage;

/**
 * How long leases usually last.
 */
class LeaseHistoryTests {

	private static final long START = Long.MAX_VALUE - 100;

	private final LeaseHistory history = new LeaseHistory();

	private long now = START;

	@Test
	void whenFewLeasesHaveEndedThenNothingIsUsual() {
		took(9, Duration.ofMillis(20));
		assertThat(this.history.usual()).isZero();
		assertThat(this.history.mean()).isZero();
	}

	@ParameterizedTest
	@ValueSource(longs = { 20, 50, 333, 1_000, 20_000, 1_000_000, 1_500_000, 60_000_000, 3_000_000_000L })
	void whenAllLeasesLastAsLongThenThatIsUsual(long micros) {
		Duration time = Duration.ofNanos(1000 * micros);
		took(10, time);
		assertThat(this.history.usual()).isCloseTo(time.toNanos(), withPercentage(12.5));
		assertThat(this.history.mean()).isCloseTo(time.toNanos(), withPercentage(12.5));
	}

	@Test
	void timesOutOfRangeCountAsTheNearest() {
		took(10, Duration.ZERO);
		assertThat(this.history.usual()).isCloseTo(16_384, withPercentage(12.5));
		LeaseHistory other = new LeaseHistory();
		for (int i = 0; i < 10; i++) {
			other.leaseTook(Long.MAX_VALUE, false, START);
		}
		assertThat(other.usual()).isGreaterThan(Duration.ofHours(1).toNanos());
	}

	@Test
	void whenMostLeasesAreShortThenTheOnesThatAreMetAreUsual() {
		took(90, Duration.ofMillis(10));
		took(10, Duration.ofSeconds(1));
		assertThat(this.history.usual()).isCloseTo(Duration.ofSeconds(1).toNanos(), withPercentage(12.5));
		assertThat(this.history.mean()).isCloseTo(Duration.ofMillis(109).toNanos(), withPercentage(12.5));
	}

	@Test
	void whenLeasesAreShorterAndLongerThanTheFirstThenAllCount() {
		took(10, Duration.ofMillis(10));
		took(10, Duration.ofMillis(1));
		took(10, Duration.ofMillis(100));
		took(10, Duration.ofMillis(3));
		assertThat(this.history.mean()).isCloseTo(Duration.ofMillis(114).dividedBy(4).toNanos(), withPercentage(12.5));
		assertThat(this.history.usual()).isCloseTo(Duration.ofMillis(100).toNanos(), withPercentage(12.5));
	}

	@Test
	void whatIsLongAgoCountsForLess() {
		took(80, Duration.ofMillis(10));
		this.now += Duration.ofHours(2).toNanos();
		took(20, Duration.ofMillis(100));
		// Four halvings leave 5 of 80.
		assertThat(this.history.mean()).isCloseTo(Duration.ofMillis(82).toNanos(), withPercentage(12.5));
	}

	@Test
	void whenAllIsForgottenThenNothingIsUsual() {
		took(100, Duration.ofMillis(10));
		this.now += Duration.ofDays(365).toNanos();
		took(1, Duration.ofMillis(10));
		assertThat(this.history.usual()).isZero();
	}

	@Test
	void whileCallersWaitAHostThatIsKnownIsNotLearnedFrom() {
		took(100, Duration.ofMillis(10));
		double usual = this.history.usual();
		for (int i = 0; i < 1000; i++) {
			this.history.leaseTook(Duration.ofSeconds(5).toNanos(), true, this.now);
		}
		assertThat(this.history.usual()).isCloseTo(usual, within(0.0));
	}

	@Test
	void whileCallersWaitAHostThatIsUnknownIsLearnedFrom() {
		for (int i = 0; i < 10; i++) {
			this.history.leaseTook(Duration.ofSeconds(5).toNanos(), true, this.now);
		}
		assertThat(this.history.usual()).isPositive();
	}

	private void took(int leases, Duration time) {
		for (int i = 0; i < leases; i++) {
			this.history.leaseTook(time.toNanos(), false, this.now);
		}
	}

}
