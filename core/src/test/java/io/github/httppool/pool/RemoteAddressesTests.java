package io.github.httppool.pool;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.github.httppool.AddressSnapshot;
import io.github.httppool.AddressUse;
import io.github.httppool.CloseReason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which address of a name a dial tries first, and what becomes of those that cannot be
 * reached or that the name has no more.
 */
class RemoteAddressesTests {

	private static final String HOST = "orders";

	private static final Duration FIRST_PAUSE = Duration.ofNanos(DialBackoff.FIRST_PAUSE_NANOS);

	private static final Duration LONGEST_PAUSE = Duration.ofNanos(DialBackoff.LONGEST_PAUSE_NANOS);

	private static final Duration VANISHED = Duration.ofNanos(RemoteAddress.VANISHED_AFTER_NANOS);

	private static final SocketAddress ONE = address("10.0.0.1");

	private static final SocketAddress TWO = address("10.0.0.2");

	private static final SocketAddress THREE = address("10.0.0.3");

	private static final SocketAddress SIX = address("fd00::6");

	private static final SocketAddress SEVEN = address("fd00::7");

	@RegisterExtension
	private final PoolRig rig = new PoolRig();

	private TestPool pool = this.rig.pool(TestSettings.maxConnections(12));

	// Spread

	@Test
	void whenConnectionsAreDialedThenTheyAreSpreadEvenly() {
		this.pool.acquire(12, HOST);
		Map<SocketAddress, Integer> first = new HashMap<>();
		dials().forEach((dial) -> first.merge(order(dial, ONE, TWO, THREE).get(0), 1, Integer::sum));
		assertThat(first).isEqualTo(Map.of(ONE, 4, TWO, 4, THREE, 4));
		this.rig.network().answerAll();
		assertThat(rows()).extracting(AddressSnapshot::active).containsExactly(4, 4, 4);
	}

	@Test
	void whenNoAddressHasConnectionsThenNotAlwaysTheFirstIsTried() {
		this.pool.acquire(4, HOST);
		List<PoolEntry> dials = dials().toList();
		order(dials.get(0), THREE);
		for (SocketAddress expected : List.of(ONE, TWO)) {
			assertThat(order(dials.get(1), ONE, TWO, THREE).get(0)).isEqualTo(expected);
			this.pool.engine().dialsTo(dials.get(1), THREE);
		}
	}

	@Test
	void whenTheNameHasBothFamiliesThenTheFirstIsPreferredAndTheyTakeTurns() {
		this.pool.acquire(2, HOST);
		for (PoolEntry dial : dials().toList()) {
			List<SocketAddress> order = order(dial, SIX, SEVEN, ONE, TWO);
			assertThat(order).hasSize(4);
			assertThat(order.get(0)).isIn(SIX, SEVEN);
			assertThat(order.get(1)).isIn(ONE, TWO);
			assertThat(order.get(2)).isIn(SIX, SEVEN);
		}
		assertThat(rows()).extracting(AddressSnapshot::address)
			.containsExactly("10.0.0.1:80", "10.0.0.2:80", "[fd00:0:0:0:0:0:0:6]:80", "[fd00:0:0:0:0:0:0:7]:80");
		assertThat(rows()).extracting(AddressSnapshot::connecting).containsExactly(0, 0, 1, 1);
	}

	@Test
	void whenTheFirstIsToBeUsedThenTheOrderOfTheResolverHolds() {
		this.pool = this.rig.pool(TestSettings.maxConnections(12).addresses(AddressUse.FIRST));
		this.pool.acquire(3, HOST);
		for (PoolEntry dial : dials().toList()) {
			this.pool.engine().unreachable(dial, ONE, this.pool.now());
			assertThat(order(dial, ONE, SIX, TWO)).containsExactly(ONE, SIX, TWO);
		}
	}

	// Dead ones

	@Test
	void whenAnAddressCannotBeReachedThenItComesLastAndACallProbesItAfterAPause() {
		leaseOneOfTwo();
		this.pool.acquire(4, HOST);
		dials().forEach((dial) -> assertThat(order(dial, ONE, TWO)).containsExactly(TWO, ONE));
		this.rig.network().answerAll();
		assertThat(this.rig.network().dialing()).isZero();
		this.rig.pass(FIRST_PAUSE);
		TestWaiter caller = this.pool.acquire(HOST);
		PoolEntry probe = dials().filter(PoolEntry::isProbe).findFirst().orElseThrow();
		assertThat(order(probe, ONE, TWO)).containsExactly(ONE);
		dials().filter((dial) -> !dial.isProbe()).forEach((dial) -> order(dial, ONE, TWO));
		this.rig.network().answerAll();
		assertThat(caller.isServed()).isTrue();
		assertThat(rows()).extracting(AddressSnapshot::deadSince).containsOnlyNulls();
		assertThat(rows()).extracting(AddressSnapshot::active).containsExactly(0, 6);
	}

	@Test
	void whenAProbeFailsThenNoCallerDoesAndTheNextComesAfterALongerPause() {
		leaseOneOfTwo();
		TestWaiter caller = this.pool.acquire(HOST);
		this.rig.network().answer();
		caller.release();
		Duration pause = FIRST_PAUSE;
		for (int i = 0; i < 12; i++) {
			this.rig.pass(pause.minusNanos(1));
			this.pool.lease(HOST).release();
			assertThat(this.rig.network().dialing()).isZero();
			this.rig.pass(Duration.ofNanos(1));
			TestWaiter call = this.pool.acquire(HOST);
			assertThat(call.isServed()).isTrue();
			fail(ONE);
			call.release();
			pause = min(pause.multipliedBy(2), LONGEST_PAUSE);
		}
		assertThat(rows().get(0).deadSince()).isNotNull();
		assertThat(this.pool.snapshot().hosts().get(0).connectFailures()).isNull();
	}

	private static Duration min(Duration one, Duration other) {
		return (one.compareTo(other) < 0) ? one : other;
	}

	@Test
	void whenManyDialsOfTheSameMomentFailThenThatCountsOnce() {
		leaseOneOfTwo();
		for (PoolEntry entry : this.rig.network().entries().toList()) {
			this.pool.engine().unreachable(entry, ONE, this.pool.now());
		}
		this.rig.pass(FIRST_PAUSE);
		this.pool.acquire(HOST);
		assertThat(dials()).anyMatch(PoolEntry::isProbe);
	}

	@Test
	void whenTheHostIsFullThenAnIdleConnectionGivesWayToAProbe() {
		this.pool.acquire(12, HOST);
		List<PoolEntry> dials = dials().toList();
		dials.forEach((dial) -> order(dial, TWO, THREE));
		order(dials.get(0), ONE, TWO, THREE);
		this.pool.engine().unreachable(dials.get(0), ONE, this.pool.now());
		this.pool.engine().dialsTo(dials.get(0), TWO);
		this.rig.network().answerAll();
		List.copyOf(this.pool.leasing()).forEach(TestWaiter::release);
		this.rig.pass(FIRST_PAUSE);
		this.pool.lease(HOST).release();
		assertThat(this.pool.snapshot().closed().get(CloseReason.EVICTED)).isOne();
		this.pool.acquire(HOST).release();
		assertThat(dials()).singleElement().matches(PoolEntry::isProbe);
		this.rig.network().answerAll();
		assertThat(rows()).extracting(AddressSnapshot::idle).containsExactly(1, 5, 6);
	}

	@Test
	void whenAllAreDeadThenAllAreTried() {
		this.pool.acquire(2, HOST);
		PoolEntry dial = dials().findFirst().orElseThrow();
		order(dial, ONE, TWO, THREE);
		Stream.of(ONE, TWO, THREE).forEach((dead) -> this.pool.engine().unreachable(dial, dead, this.pool.now()));
		assertThat(order(dial, ONE, TWO, THREE)).containsExactlyInAnyOrder(ONE, TWO, THREE);
		assertThat(dials()).noneMatch(PoolEntry::isProbe);
	}

	@Test
	void whenThereIsNoRoomForAProbeThenOneDialTriesADeadAddressFirst() {
		this.pool = this.rig.pool(TestSettings.maxConnections(1));
		leaseOneOfTwo();
		TestWaiter second = this.pool.acquire(HOST);
		this.rig.pass(FIRST_PAUSE);
		this.pool.leasing().iterator().next().connection().end(CloseReason.ERROR);
		assertThat(order(dial(), ONE, TWO)).containsExactly(ONE, TWO);
		this.pool.engine().unreachable(dial(), ONE, this.pool.now());
		this.pool.engine().dialsTo(dial(), TWO);
		assertThat(order(dial(), ONE, TWO)).containsExactly(TWO, ONE);
		this.rig.network().answer();
		assertThat(second.isServed()).isTrue();
		assertThat(rows().get(0).deadSince()).isNotNull();
	}

	@Test
	void whenADialHasEndedBeforeItsNameIsResolvedThenItIsCountedNowhere() {
		this.pool.acquire(2, HOST);
		PoolEntry ended = dial();
		this.rig.network().refuse();
		order(ended, ONE, TWO);
		order(dial(), ONE, TWO);
		assertThat(rows()).extracting(AddressSnapshot::connecting).containsExactlyInAnyOrder(0, 1);
		this.rig.network().refuse();
	}

	@Test
	void whenThePoolIsClosedThenNothingIsProbed() {
		leaseOneOfTwo();
		this.rig.pass(FIRST_PAUSE);
		this.pool.close();
		this.pool.acquire(HOST);
		assertThat(dials()).isEmpty();
	}

	// Those that vanish

	@Test
	void whenAnAddressIsMissingForLongEnoughThenItsConnectionsAreRetired() {
		List<TestWaiter> callers = leaseOneEach(ONE, TWO);
		callers.get(0).release();
		PoolEntry any = callers.get(1).lease().entry();
		resolve(any, TWO);
		this.rig.pass(VANISHED.minusNanos(1));
		resolve(any, TWO);
		assertThat(this.pool.snapshot().closedTotal()).isZero();
		this.rig.pass(Duration.ofNanos(1));
		resolve(any, TWO);
		assertThat(this.pool.snapshot().closed().get(CloseReason.EVICTED)).isOne();
		assertThat(rows()).extracting(AddressSnapshot::address).contains("10.0.0.2:80");
	}

	@Test
	void whenAnActiveConnectionsAddressVanishesThenItIsRetiredAfterItsCall() {
		List<TestWaiter> callers = leaseOneEach(ONE, TWO);
		PoolEntry other = callers.get(1).lease().entry();
		resolve(other, TWO);
		this.rig.pass(VANISHED);
		resolve(other, TWO);
		assertThat(this.pool.snapshot().active()).isEqualTo(2);
		callers.get(0).release();
		callers.get(1).release();
		assertThat(this.pool.snapshot().closed().get(CloseReason.EVICTED)).isOne();
		assertThat(this.pool.snapshot().idle()).isOne();
	}

	@Test
	void whenAnAnswerIsEmptyOrHasOnlyTheOtherFamilyThenNothingIsLearned() {
		List<TestWaiter> callers = leaseOneEach(ONE, TWO);
		PoolEntry any = callers.get(0).lease().entry();
		for (int i = 0; i < 5; i++) {
			resolve(any);
			resolve(any, SIX);
			this.rig.pass(VANISHED);
		}
		callers.forEach(TestWaiter::release);
		assertThat(this.pool.snapshot().closedTotal()).isZero();
	}

	@Test
	void whenAnAddressComesBackThenItsConnectionsStay() {
		List<TestWaiter> callers = leaseOneEach(ONE, TWO);
		PoolEntry any = callers.get(0).lease().entry();
		resolve(any, TWO);
		this.rig.pass(VANISHED.minusNanos(1));
		resolve(any, ONE, TWO);
		this.rig.pass(VANISHED.minusNanos(1));
		resolve(any, TWO);
		callers.forEach(TestWaiter::release);
		assertThat(this.pool.snapshot().closedTotal()).isZero();
	}

	@Test
	void whenAProbedAddressHasVanishedThenTheProbeTriesNothing() {
		leaseOneOfTwo();
		this.rig.pass(FIRST_PAUSE);
		this.pool.acquire(HOST);
		PoolEntry probe = dials().filter(PoolEntry::isProbe).findFirst().orElseThrow();
		assertThat(order(probe, TWO)).isEmpty();
	}

	// In the words of the tests

	/**
	 * Leases a connection to the second address, as the first cannot be reached.
	 */
	private void leaseOneOfTwo() {
		this.pool.acquire(HOST);
		PoolEntry dial = dial();
		assertThat(order(dial, ONE, TWO).get(0)).isEqualTo(ONE);
		this.pool.engine().unreachable(dial, ONE, this.pool.now());
		this.pool.engine().dialsTo(dial, TWO);
		this.rig.network().answer();
	}

	private List<TestWaiter> leaseOneEach(SocketAddress... addresses) {
		List<TestWaiter> callers = this.pool.acquire(addresses.length, HOST);
		dials().forEach((dial) -> order(dial, addresses));
		this.rig.network().answerAll();
		assertThat(rows()).extracting(AddressSnapshot::active).containsOnly(1);
		return callers;
	}

	/**
	 * Lets the probe of an address fail.
	 */
	private void fail(SocketAddress address) {
		PoolEntry probe = dial();
		assertThat(probe.isProbe()).isTrue();
		assertThat(order(probe, ONE, TWO)).containsExactly(address);
		this.pool.engine().unreachable(probe, address, this.pool.now());
		this.rig.network().refuse(new IOException("refused"));
	}

	private PoolEntry dial() {
		return dials().findFirst().orElseThrow();
	}

	private Stream<PoolEntry> dials() {
		return this.rig.network().entries(this.pool, EntryState.CONNECTING);
	}

	private List<SocketAddress> order(PoolEntry dial, SocketAddress... answer) {
		return this.pool.engine().order(dial, List.of(answer), this.pool.now());
	}

	private void resolve(PoolEntry connection, SocketAddress... answer) {
		this.pool.engine().nameResolved(connection, List.of(answer), this.pool.now());
	}

	private List<AddressSnapshot> rows() {
		return this.pool.snapshot().hosts().get(0).addresses();
	}

	private static SocketAddress address(String figures) {
		try {
			return new InetSocketAddress(InetAddress.getByName(figures), 80);
		}
		catch (UnknownHostException ex) {
			throw new IllegalArgumentException(ex);
		}
	}

}
