package io.github.httppool.pool;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import io.github.httppool.CloseReason;
import io.github.httppool.ConnectionSnapshot;
import io.github.httppool.ConnectionState;
import io.github.httppool.HostSnapshot;
import io.github.httppool.LoadSnapshot;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What can be read of a pool.
 */
class ReadingTests {

	private static final String HOST = "orders";

	@RegisterExtension
	private final PoolRig rig = new PoolRig();

	@Test
	void whenHostsAreReadThenEachHasItsFigures() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(2));
		pool.lease(2, HOST).get(0).release();
		pool.acquire(2, "payments");
		assertThat(pool.snapshot().hosts()).containsExactlyInAnyOrder(
				new HostSnapshot("orders:80", 1, 1, 0, 0, 2, null),
				new HostSnapshot("payments:80", 0, 0, 2, 2, 2, null));
	}

	@Test
	void whenLoadIsReadThenTheBusiestHostTellsTheUtilization() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(4));
		pool.lease(2, HOST).get(0).release();
		pool.lease(2, "payments");
		TestWaiter last = pool.acquire("payments");
		assertThat(pool.engine().load()).isEqualTo(new LoadSnapshot(3, 0, 1, 1, 1, 3, 4));
		assertThat(pool.engine().load().utilization()).isEqualTo(0.75);
		last.cancel();
		this.rig.network().refuseAll();
		assertThat(pool.engine().load().utilization()).isEqualTo(0.5);
	}

	@Test
	void whenTheLimitIsLoweredThenUtilizationIsNoMoreThanOne() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(4));
		pool.lease(4, HOST);
		pool.resize(2);
		assertThat(pool.engine().load().utilization()).isEqualTo(1);
	}

	@Test
	void whenLoadOfAHostIsReadThenItIsThatOfTheHostAlone() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(2));
		pool.lease(2, HOST);
		pool.acquire(3, "payments");
		assertThat(pool.engine().load("orders:80")).isEqualTo(new LoadSnapshot(2, 0, 0, 0, 0, 2, 2));
		assertThat(pool.engine().load("payments:80")).isEqualTo(new LoadSnapshot(0, 0, 0, 2, 3, 2, 2));
	}

	@Test
	void whenThereIsNothingToAHostThenItsLoadIsNone() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(2));
		pool.warmUp(1, HOST);
		pool.evictIdle();
		this.rig.network().finishClosing();
		assertThat(pool.engine().load("orders:80")).isEqualTo(new LoadSnapshot(0, 0, 0, 0, 0, 0, 2));
	}

	@Test
	void whenTwoAddressesHaveTheSameLabelThenTheirLoadIsSummedUp() throws UnknownHostException {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(2));
		pool.lease(1, HOST);
		byte[] address = { 127, 0, 0, 1 };
		pool.lease(new InetSocketAddress(InetAddress.getByAddress(HOST, address), 80));
		assertThat(pool.engine().load("orders:80")).isEqualTo(new LoadSnapshot(2, 0, 0, 0, 0, 1, 2));
	}

	@Test
	void whenReasonHasNotOccurredThenItIsPresentAllTheSame() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(2));
		assertThat(pool.snapshot().closed()).containsOnlyKeys(CloseReason.values());
	}

	@Test
	void whenConnectionIsActiveThenItsRowTellsOfItsCall() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(2));
		TestWaiter caller = pool.lease(HOST);
		this.rig.pass(Duration.ofMillis(30));
		assertThat(rows(pool)).containsExactly(new ConnectionSnapshot(caller.entry().id(), "orders:80",
				FakeConnection.LOCAL_PORT, "HTTP/1.1", false, ConnectionState.ACTIVE, 30, 0, 30, 1, "GET /orders",
				"com.acme.OrderClient.find(OrderClient.java:42)"));
	}

	@Test
	void whenConnectionIsIdleThenItsRowTellsSinceWhen() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(2));
		TestWaiter caller = pool.lease(HOST);
		this.rig.pass(Duration.ofMillis(30));
		caller.release();
		this.rig.pass(Duration.ofMillis(20));
		assertThat(rows(pool)).containsExactly(new ConnectionSnapshot(caller.entry().id(), "orders:80",
				FakeConnection.LOCAL_PORT, "HTTP/1.1", false, ConnectionState.IDLE, 50, 20, 0, 1, null, null));
	}

	@Test
	void whenConnectionIsBeingOpenedThenItsRowIsMostlyEmpty() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(2));
		pool.acquire(HOST);
		this.rig.pass(Duration.ofMillis(10));
		assertThat(rows(pool)).singleElement().satisfies((row) -> {
			assertThat(row.state()).isEqualTo(ConnectionState.CONNECTING);
			assertThat(row.ageMillis()).isEqualTo(10);
			assertThat(row.localPort()).isNull();
			assertThat(row.protocol()).isNull();
		});
	}

	@Test
	void whenRowsAreReadThenTheOldestConnectionIsFirst() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(3));
		Stream.of("a", "b", "a", "c", "b").forEach(pool::lease);
		assertThat(rows(pool)).extracting(ConnectionSnapshot::id).isSorted();
	}

	@Test
	void whenHostIsAddressOfVersionSixThenItIsBracketed() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(1));
		pool.acquire("::1");
		assertThat(pool.snapshot().hosts()).extracting(HostSnapshot::host).containsExactly("[::1]:80");
	}

	@Test
	void whenHostHasControlCharactersOrIsLongThenItIsEscapedAndCut() {
		TestPool pool = this.rig.pool(TestSettings.maxConnections(1));
		pool.acquire("a\nb");
		pool.acquire("x".repeat(10_000));
		assertThat(pool.snapshot().hosts()).extracting(HostSnapshot::host)
			.satisfiesExactlyInAnyOrder((host) -> assertThat(host).isEqualTo("a\\nb:80"),
					(host) -> assertThat(host).hasSizeLessThanOrEqualTo(200).endsWith("x...:80"));
	}

	@Test
	void whenHostIsNotResolvedThenItHasItsNameAllTheSame() {
		assertThat(((InetSocketAddress) TestPool.address(HOST)).isUnresolved()).isTrue();
		TestPool pool = this.rig.pool(TestSettings.maxConnections(1));
		pool.acquire(HOST);
		assertThat(rows(pool)).extracting(ConnectionSnapshot::host).containsExactly("orders:80");
	}

	private List<ConnectionSnapshot> rows(TestPool pool) {
		return pool.engine().connections(this.rig.now());
	}

}
