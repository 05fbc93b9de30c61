package io.github.httppool.benchmarks.field;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class OpenLoadTests {

	private final List<Long> due = new ArrayList<>();

	@Test
	void aConstantRateHasEqualDistances() {
		OpenLoad.constant(1000).run(Duration.ofMillis(100), this.due::add);
		assertThat(this.due).hasSize(100);
		assertThat(this.due.get(99) - this.due.get(0)).isEqualTo(Duration.ofMillis(99).toNanos());
	}

	@Test
	void aRandomOneHasOthers() {
		OpenLoad.random(1000).run(Duration.ofMillis(100), this.due::add);
		assertThat(this.due).hasSizeBetween(60, 140);
		assertThat(this.due.get(1) - this.due.get(0)).isNotEqualTo(this.due.get(2) - this.due.get(1));
	}

	@Test
	void itEndsWhenThereAreEnough() {
		OpenLoad.constant(1000).runUntil(Duration.ofMinutes(1), () -> this.due.size() == 5, this.due::add);
		assertThat(this.due).hasSize(5);
	}

}
