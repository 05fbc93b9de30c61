package io.github.httppool.pool;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * How many callers come.
 */
class ArrivalRateTests {

	private static final Duration PATIENCE = Duration.ofSeconds(2);

	private ArrivalRate rate = new ArrivalRate(PATIENCE.toNanos());

	private long now = Long.MAX_VALUE - PATIENCE.toNanos();

	@Test
	void whenNobodyHasComeThenTheRateIsZero() {
		assertRate(0);
	}

	@Test
	void whenManyComeAtOnceThenTheyCountAsOverTheTimeForWhichTheyWait() {
		come(50);
		assertRate(25);
	}

	@Test
	void whenCallersComeEvenlyThenTheRateIsTheirs() {
		for (int i = 0; i < 100; i++) {
			come(1);
			pass(Duration.ofMillis(100));
		}
		assertRate(10);
	}

	@Test
	void whatCameLongerAgoThanCallersWaitCountsNoMore() {
		come(40);
		pass(PATIENCE);
		assertRate(20);
		pass(PATIENCE.dividedBy(2));
		assertRate(0);
	}

	/**
	 * Whenever they came, and though the clock that tells them is late.
	 */
	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 100, 249, 250, 251, 900, 1000, 1100, 1900, 1999, 2000 })
	void whenCallersGiveUpThenAllWhoCameWithThemCount(int millis) {
		come(1);
		pass(Duration.ofMillis(millis));
		come(40);
		pass(PATIENCE.plusMillis(100));
		assertThat(this.rate.perSecond(this.now)).isBetween(16.0, 21.0);
	}

	@Test
	void whenNobodyComesForLongThenNothingIsLeft() {
		come(40);
		pass(PATIENCE.multipliedBy(1000));
		come(2);
		assertRate(1);
	}

	@Test
	void whenCallersGiveUpAtOnceThenAHandfulIsNotHundredsASecond() {
		this.rate = new ArrivalRate(Duration.ofMillis(10).toNanos());
		come(5);
		assertRate(5);
	}

	@Test
	void whenCallersWaitForMinutesThenANewLoadIsSeen() {
		this.rate = new ArrivalRate(Duration.ofMinutes(5).toNanos());
		pass(Duration.ofMinutes(1));
		for (int i = 0; i < 100; i++) {
			come(20);
			pass(Duration.ofMillis(200));
		}
		assertRate(100);
	}

	private void come(int callers) {
		for (int i = 0; i < callers; i++) {
			this.rate.arrived(this.now);
		}
	}

	private void pass(Duration time) {
		this.now += time.toNanos();
	}

	private void assertRate(double perSecond) {
		assertThat(this.rate.perSecond(this.now)).isCloseTo(perSecond, within(0.5));
	}

}
