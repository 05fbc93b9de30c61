package io.github.httppool.stats;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.github.httppool.CloseReason;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How many connections the calls to a host need, whatever the order in which they come.
 */
class HostDemandTests {

	private static final int LIMIT = 200;

	private final HostDemand demand = new HostDemand(0);

	// Steady and random calls

	@Test
	void callsAtEqualDistancesNeedAsManyAsComeWithinOne() {
		for (int i = 0; i < 2000; i++) {
			call(millis(5 * i), millis(50));
		}
		assertThat(figures(2000 * 5).needed()).isEqualTo(10);
		assertThat(figures(2000 * 5).meanLease()).isEqualTo(millis(50));
	}

	/**
	 * The number of servers in use of M/M/∞ is Poisson distributed, with mean 10 here: 99
	 * % of callers find at most 17 others.
	 */
	@Test
	void randomCallsOfRandomLengthNeedWhatTheoryPredicts() {
		Random random = new Random(7);
		long now = 0;
		for (int i = 0; i < 50_000; i++) {
			now += exponential(random, millis(5));
			call(now, exponential(random, millis(50)));
		}
		assertThat(this.demand.figures(now).needed()).isBetween(16, 20);
	}

	/**
	 * As above, though nearly all time is spent by few calls.
	 */
	@Test
	void fewLongCallsAmongManyShortOnesCountForWhatTheyTake() {
		Random random = new Random(7);
		long now = 0;
		for (int i = 0; i < 50_000; i++) {
			now += exponential(random, millis(5));
			call(now, (random.nextInt(20) == 0) ? millis(900) : millis(5));
		}
		assertThat(this.demand.figures(now).needed()).isBetween(15, 21);
	}

	@Test
	void callsThatComeAtOnceNeedAConnectionEach() {
		for (int burst = 0; burst < 50; burst++) {
			for (int i = 0; i < 30; i++) {
				call(seconds(burst), millis(10));
			}
		}
		assertThat(figures(50_000).needed()).isEqualTo(30);
	}

	@Test
	void aFewRareOutliersDoNotCount() {
		for (int i = 0; i < 10_000; i++) {
			call(millis(5 * i), millis(50));
		}
		IntStream.range(0, 50).forEach((i) -> call(seconds(51), millis(50)));
		assertThat(figures(51_000).needed()).isEqualTo(10);
	}

	@Test
	void thousandsOfCallsAtOnceTakeBoundedMemory() {
		for (int i = 0; i < 20_000; i++) {
			call(i, seconds(10));
		}
		assertThat(figures(1).needed()).isBetween(3900, Arrivals.MOST);
	}

	// Held back

	@Test
	void callersWhoWaitForTheirTurnWouldUseMore() {
		for (int i = 0; i < 100; i++) {
			this.demand.callCame(5, 4, 5, millis(10 * i));
			this.demand.leaseTook(millis(50), millis(10 * i));
		}
		DemandFigures figures = figures(1000);
		assertThat(figures.needed()).isEqualTo(5);
		assertThat(figures.heldBack()).isGreaterThan(90);
		assertThat(figures.heldBackNeed()).isEqualTo(10);
	}

	@Test
	void callersWhoComeFasterThanTheyAreServedAreNotHeldBack() {
		for (int i = 0; i < 200; i++) {
			this.demand.callCame(5, i, 5, millis(5 * i));
			this.demand.leaseTook(millis(50), millis(5 * i));
		}
		DemandFigures figures = figures(1000);
		assertThat(figures.needed()).isEqualTo(10);
		// The first ones, until as many have come as a lease lasts.
		assertThat(figures.heldBack()).isLessThan(10);
	}

	// Leases

	@Test
	void whatIsUsualChangesSlowlyAndWhatIsRecentDoesNot() {
		for (int i = 0; i < 1000; i++) {
			this.demand.leaseTook(millis(20), millis(400 * i));
		}
		for (int i = 0; i < 100; i++) {
			this.demand.leaseTook(millis(160), seconds(500) + millis(300 * i));
		}
		DemandFigures figures = figures(530_000);
		assertThat(figures.recentLeases()).isEqualTo(100);
		assertThat(figures.recentLease()).isBetween(millis(150), millis(170));
		assertThat(figures.usualLeases()).isEqualTo(1100);
		assertThat(figures.usualLease()).isBetween(millis(18), millis(22));
	}

	@Test
	void whatIsOlderThanTheWindowIsForgotten() {
		for (int i = 0; i < 100; i++) {
			call(millis(5 * i), millis(50));
		}
		this.demand.waits(0);
		this.demand.closed(CloseReason.NOT_PERSISTENT, 1, true, 0);
		this.demand.streams(3, 0);
		this.demand.leaseBegan(7, 0);
		DemandFigures figures = figures(331_000);
		assertThat(figures.calls()).isZero();
		assertThat(figures.needed()).isZero();
		assertThat(figures.waited()).isZero();
		assertThat(figures.closed()).isEmpty();
		assertThat(figures.wornOutFor()).isEmpty();
		assertThat(figures.mostInUse()).isZero();
		assertThat(figures.mostStreaming()).isZero();
	}

	// Hosts

	@Test
	void whenThereAreTenThousandHostsThenThoseAreKeptThatAreCalledMost() {
		HostDemands hosts = new HostDemands();
		TrackedHost busy = new TrackedHost(hosts, address(10_000));
		for (int i = 0; i < 10_000; i++) {
			new TrackedHost(hosts, address(i)).callCame(millis(i));
			if (i >= 100) {
				busy.callCame(millis(i));
				busy.callCame(millis(i));
			}
		}
		assertThat(hosts.all()).hasSize(HostDemands.MAX_HOSTS).containsKey(address(10_000));
	}

	@Test
	void whenAHostIsCalledNoMoreThenAnotherGetsItsPlaceAndItsOwnCallsAreNotRecordedThere() {
		HostDemands hosts = new HostDemands();
		TrackedHost first = new TrackedHost(hosts, address(0));
		assertThat(first.callCame(0)).isNotNull();
		IntStream.range(1, HostDemands.MAX_HOSTS)
			.forEach((i) -> new TrackedHost(hosts, address(i)).callCame(seconds(200)));
		TrackedHost late = new TrackedHost(hosts, address(99));
		assertThat(late.callCame(seconds(299))).isNull();
		assertThat(new TrackedHost(hosts, address(98)).callCame(seconds(300))).isNotNull();
		assertThat(first.demand()).isNull();
		assertThat(hosts.all()).doesNotContainKey(address(0)).containsKey(address(98));
	}

	@Test
	void whenAHostComesBackThenItsDemandIsStillKnown() {
		HostDemands hosts = new HostDemands();
		HostDemand known = new TrackedHost(hosts, address(0)).callCame(0);
		assertThat(new TrackedHost(hosts, address(0)).callCame(1)).isSameAs(known);
	}

	private static SocketAddress address(int i) {
		return InetSocketAddress.createUnresolved("host-" + i, 80);
	}

	/**
	 * A call comes and, as there is no limit to wait for, has a connection at once. When
	 * it gives that back does not matter as much as for how long it had it.
	 */
	private void call(long now, long held) {
		this.demand.callCame(0, 0, LIMIT, now);
		this.demand.leaseTook(held, now);
	}

	private DemandFigures figures(long atMillis) {
		return this.demand.figures(millis(atMillis));
	}

	private static long exponential(Random random, long mean) {
		return (long) (-Math.log(1 - random.nextDouble()) * mean);
	}

	private static long millis(long millis) {
		return TimeUnit.MILLISECONDS.toNanos(millis);
	}

	private static long seconds(long seconds) {
		return TimeUnit.SECONDS.toNanos(seconds);
	}

}
