package io.github.httppool.pool;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How many dials those who wait need.
 */
class ConnectDemandTests {

	private final ConnectDemand connectDemand = new ConnectDemand();

	@Test
	void whenNothingIsKnownThenEveryCallerNeedsDial() {
		assertThat(this.connectDemand.dialsFor(50, 0, 0)).isEqualTo(50);
		assertThat(this.connectDemand.dialsFor(50, 10, 0)).isEqualTo(50);
	}

	@Test
	void whenNobodyWaitsThenNoDialIsNeeded() {
		assertThat(this.connectDemand.dialsFor(0, 0, 0)).isZero();
	}

	@Test
	void whenLiveConnectionsServeSomeWithinDialThenOnlyTheOthersNeedDials() {
		this.connectDemand.leaseTook(10);
		this.connectDemand.dialTook(20);
		assertThat(this.connectDemand.dialsFor(50, 5, 0)).isEqualTo(40);
	}

	@Test
	void whenLiveConnectionsServeAllWithinDialThenOneDialIsUnderWayAllTheSame() {
		this.connectDemand.leaseTook(10);
		this.connectDemand.dialTook(1000);
		assertThat(this.connectDemand.dialsFor(50, 5, 0)).isOne();
	}

	@Test
	void whenLeasesUnderWayAreOlderThanUsualThenTheirAgeCounts() {
		this.connectDemand.leaseTook(10);
		this.connectDemand.dialTook(20);
		assertThat(this.connectDemand.dialsFor(50, 5, 100)).isEqualTo(49);
	}

	@Test
	void whenLeasesAreYoungThenTheirAgeDoesNotCount() {
		this.connectDemand.leaseTook(10);
		this.connectDemand.dialTook(20);
		assertThat(this.connectDemand.dialsFor(50, 5, 1)).isEqualTo(40);
	}

	@Test
	void whenDialsBecomeSlowerThenFewerAreNeeded() {
		this.connectDemand.leaseTook(10);
		this.connectDemand.dialTook(20);
		this.connectDemand.dialTook(60);
		assertThat(this.connectDemand.dialsFor(50, 5, 0)).isEqualTo(30);
	}

	@Test
	void whenDialsTakeNoTimeThenEveryCallerNeedsOne() {
		this.connectDemand.leaseTook(1_000_000);
		this.connectDemand.dialTook(0);
		assertThat(this.connectDemand.dialsFor(50, 5, 0)).isEqualTo(50);
	}

}
