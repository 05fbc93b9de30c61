package io.github.httppool.pool;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How many dials those who wait need.
 */
class ConnectDemandTests {

	private final ConnectDemand forecast = new ConnectDemand();

	@Test
	void whenNothingIsKnownThenEveryCallerNeedsDial() {
		assertThat(this.forecast.dialsFor(50, 0, 0)).isEqualTo(50);
		assertThat(this.forecast.dialsFor(50, 10, 0)).isEqualTo(50);
	}

	@Test
	void whenNobodyWaitsThenNoDialIsNeeded() {
		assertThat(this.forecast.dialsFor(0, 0, 0)).isZero();
	}

	@Test
	void whenLiveConnectionsServeSomeWithinDialThenOnlyTheOthersNeedDials() {
		this.forecast.leaseTook(10);
		this.forecast.dialTook(20);
		assertThat(this.forecast.dialsFor(50, 5, 0)).isEqualTo(40);
	}

	@Test
	void whenLiveConnectionsServeAllWithinDialThenOneDialIsUnderWayAllTheSame() {
		this.forecast.leaseTook(10);
		this.forecast.dialTook(1000);
		assertThat(this.forecast.dialsFor(50, 5, 0)).isOne();
	}

	@Test
	void whenLeasesUnderWayAreOlderThanUsualThenTheirAgeCounts() {
		this.forecast.leaseTook(10);
		this.forecast.dialTook(20);
		assertThat(this.forecast.dialsFor(50, 5, 100)).isEqualTo(49);
	}

	@Test
	void whenLeasesAreYoungThenTheirAgeDoesNotCount() {
		this.forecast.leaseTook(10);
		this.forecast.dialTook(20);
		assertThat(this.forecast.dialsFor(50, 5, 1)).isEqualTo(40);
	}

	@Test
	void whenDialsBecomeSlowerThenFewerAreNeeded() {
		this.forecast.leaseTook(10);
		this.forecast.dialTook(20);
		this.forecast.dialTook(60);
		assertThat(this.forecast.dialsFor(50, 5, 0)).isEqualTo(30);
	}

	@Test
	void whenDialsTakeNoTimeThenEveryCallerNeedsOne() {
		this.forecast.leaseTook(1_000_000);
		this.forecast.dialTook(0);
		assertThat(this.forecast.dialsFor(50, 5, 0)).isEqualTo(50);
	}

}
