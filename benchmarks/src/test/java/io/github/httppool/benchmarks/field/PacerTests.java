package io.github.httppool.benchmarks.field;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.github.httppool.benchmarks.harness.Arrivals;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class PacerTests {

	private final List<Long> due = new ArrayList<>();

	private final Arrivals arrivals = Arrivals.even(1000, 0);

	@Test
	void whenTheTimeIsUpThenEveryArrivalHasBecomeACall() {
		Pacer.run(this.arrivals, Duration.ofMillis(100), this.due::add);
		assertThat(this.due).hasSize(100);
		assertThat(this.due.get(99) - this.due.get(0)).isEqualTo(Duration.ofMillis(99).toNanos());
	}

	@Test
	void whenACallIsStartedThenItIsDue() {
		List<Long> early = new ArrayList<>();
		Pacer.run(this.arrivals, Duration.ofMillis(100), (due) -> early.add(due - System.nanoTime()));
		assertThat(early).allMatch((nanos) -> nanos <= 0);
	}

	@Test
	void whenThereAreEnoughThenItEnds() {
		Pacer.runUntil(this.arrivals, Duration.ofMinutes(1), () -> this.due.size() == 5, this.due::add);
		assertThat(this.due).hasSize(5);
	}

}
