package io.github.httppool.pool;

import java.util.Arrays;
import java.util.Random;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link HighestCount}.
 */
class HighestCountTests {

	private final HighestCount highest = new HighestCount();

	@Test
	void whenThereAreNoCountsThenTheHighestIsNone() {
		assertThat(this.highest.highest()).isZero();
	}

	@Test
	void whenTheHighestShrinksThenTheNextIsTheHighest() {
		this.highest.changed(0, 7);
		this.highest.changed(0, 3);
		this.highest.changed(7, 0);
		assertThat(this.highest.highest()).isEqualTo(3);
	}

	@Test
	void whenTwoAreHighestThenOneOfThemRemains() {
		this.highest.changed(0, 5);
		this.highest.changed(0, 5);
		this.highest.changed(5, 4);
		assertThat(this.highest.highest()).isEqualTo(5);
	}

	@Test
	void whenCountsChangeAtRandomThenTheHighestIsAlwaysKnown() {
		Random random = new Random(42);
		int[] counts = new int[20];
		for (int i = 0; i < 10_000; i++) {
			int which = random.nextInt(counts.length);
			int before = counts[which];
			counts[which] = Math.max(0, before + random.nextInt(-2, 3));
			this.highest.changed(before, counts[which]);
			assertThat(this.highest.highest()).isEqualTo(Arrays.stream(counts).max().getAsInt());
		}
	}

}
