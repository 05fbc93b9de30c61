package io.github.httppool.sample.traffic;

import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class PacerTests {

	private final Pacer pacer = new Pacer(0);

	@Test
	void oneSecondOfTicksMakesTheRate() {
		assertThat(dueInOneSecond(40)).isEqualTo(40);
	}

	@Test
	void rateOfZeroMakesNoCall() {
		assertThat(dueInOneSecond(0)).isZero();
	}

	@Test
	void callIsDueOnlyWhenItsTimeHasCome() {
		assertThat(this.pacer.due(millis(99), 10)).isZero();
		assertThat(this.pacer.due(millis(100), 10)).isOne();
		assertThat(this.pacer.due(millis(101), 10)).isZero();
	}

	@Test
	void missedTimeIsNotMadeUpFor() {
		assertThat(this.pacer.due(millis(60_000), 500)).isEqualTo(50);
	}

	private long dueInOneSecond(int rate) {
		return LongStream.rangeClosed(1, 200).mapToInt((tick) -> this.pacer.due(millis(5 * tick), rate)).sum();
	}

	private static long millis(long millis) {
		return TimeUnit.MILLISECONDS.toNanos(millis);
	}

}
