package io.github.httppool.sample.traffic;

import java.time.Duration;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class LatencyRingTests {

	private final LatencyRing ring = new LatencyRing();

	@Test
	void withoutCallsThereIsNoPercentile() {
		assertThat(this.ring.percentileMillis(0.5)).isNull();
	}

	@Test
	void oneCallIsEveryPercentile() {
		add(7);
		assertThat(this.ring.percentileMillis(0.5)).isEqualTo(7);
		assertThat(this.ring.percentileMillis(0.99)).isEqualTo(7);
	}

	@Test
	void percentilesAreByRank() {
		IntStream.rangeClosed(1, 100).forEach(this::add);
		assertThat(this.ring.percentileMillis(0.5)).isEqualTo(50);
		assertThat(this.ring.percentileMillis(0.99)).isEqualTo(99);
	}

	@Test
	void oldLatenciesMakeRoomForNewOnes() {
		IntStream.range(0, LatencyRing.SIZE).forEach((call) -> add(1000));
		IntStream.range(0, LatencyRing.SIZE).forEach((call) -> add(2));
		assertThat(this.ring.percentileMillis(0.99)).isEqualTo(2);
	}

	private void add(int millis) {
		this.ring.add(Duration.ofMillis(millis));
	}

}
