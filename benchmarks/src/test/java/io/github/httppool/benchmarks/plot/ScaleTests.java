package io.github.httppool.benchmarks.plot;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class ScaleTests {

	@Test
	void aLinearScaleBeginsAtZeroAndEndsWithARoundNumber() {
		assertThat(Scale.Linear.toTickAbove(13_451).ticks()).containsExactly(0d, 2500d, 5000d, 7500d, 10_000d, 12_500d,
				15_000d);
	}

	@Test
	void aLinearScaleMayEndBetweenTicks() {
		Scale scale = Scale.Linear.to(42.6);
		assertThat(scale.ticks()).containsExactly(0d, 10d, 20d, 30d, 40d);
		assertThat(scale.position(42.6)).isEqualTo(1);
	}

	@Test
	void aScaleOfNothingHasTicksAllTheSame() {
		assertThat(Scale.Linear.toTickAbove(0).ticks()).hasSizeGreaterThan(1);
		assertThat(Scale.Linear.to(0).position(0)).isZero();
	}

	@Test
	void smallValuesHaveTicksOfTheirOwn() {
		assertThat(Scale.Linear.toTickAbove(0.42).ticks()).map(Scale::label).last().isEqualTo("0.5");
	}

	@Test
	void aLogarithmicScaleHasPowersOfTen() {
		Scale scale = Scale.Logarithmic.covering(52, 5001);
		assertThat(scale.ticks()).containsExactly(10d, 100d, 1000d, 10_000d);
		assertThat(scale.position(100)).isEqualTo(1 / 3d, within(1e-9));
	}

	@Test
	void aLogarithmicScaleDrawsZeroAtItsBeginning() {
		assertThat(Scale.Logarithmic.covering(52, 5001).position(0)).isZero();
	}

	@Test
	void ticksAreWrittenAsPeopleReadThem() {
		assertThat(Scale.label(12_500)).isEqualTo("12,500");
		assertThat(Scale.label(0.30000000000000004)).isEqualTo("0.3");
	}

}
