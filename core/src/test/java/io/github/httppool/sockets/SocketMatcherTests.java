package io.github.httppool.sockets;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import io.github.httppool.PoolAddresses;
import io.github.httppool.PoolAddresses.Connected;
import io.github.httppool.PoolAddresses.Peer;
import io.github.httppool.SocketCounts;
import io.github.httppool.SocketState;
import io.github.httppool.SocketsSnapshot;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which sockets are the pools'.
 */
class SocketMatcherTests {

	private static final InetSocketAddress ONE = new InetSocketAddress("10.0.0.1", 443);

	private static final InetSocketAddress TWO = new InetSocketAddress("10.0.0.2", 443);

	private static final Peer ORDERS = new Peer("orders:443", ONE);

	private static final Peer PAYMENT = new Peer("payment:443", TWO);

	private final List<TcpSocket> table = new ArrayList<>();

	@Test
	void whenBothEndsAreThoseOfAConnectionThenTheSocketIsItsOwn() {
		row(40001, ONE, SocketState.ESTABLISHED);
		row(40002, TWO, SocketState.CLOSE_WAIT);
		SocketsSnapshot sockets = take(pool("default", connected(1, 40001, ORDERS), connected(2, 40002, PAYMENT)));
		assertThat(sockets.connections()).hasSize(2)
			.containsEntry(1L, SocketState.ESTABLISHED)
			.containsEntry(2L, SocketState.CLOSE_WAIT);
		assertThat(sockets.total()).isEqualTo(new SocketCounts(1, 1, 0));
		assertThat(sockets.hosts()).hasSize(2)
			.containsEntry("orders:443", new SocketCounts(1, 0, 0))
			.containsEntry("payment:443", new SocketCounts(0, 1, 0));
	}

	@Test
	void whenOnlyOneEndIsThatOfAConnectionThenTheSocketIsSomebodyElses() {
		row(40001, TWO, SocketState.ESTABLISHED);
		row(40002, ONE, SocketState.CLOSE_WAIT);
		SocketsSnapshot sockets = take(pool("default", connected(1, 40001, ORDERS)));
		assertThat(sockets.connections()).isEmpty();
		assertThat(sockets.total()).isEqualTo(SocketCounts.NONE);
	}

	@Test
	void whenTwoConnectionsHaveTheSameLocalPortThenTheOtherEndTellsThemApart() {
		row(40001, ONE, SocketState.ESTABLISHED);
		row(40001, TWO, SocketState.CLOSE_WAIT);
		SocketsSnapshot sockets = take(pool("default", connected(1, 40001, ORDERS), connected(2, 40001, PAYMENT)));
		assertThat(sockets.connections()).containsEntry(1L, SocketState.ESTABLISHED)
			.containsEntry(2L, SocketState.CLOSE_WAIT);
	}

	@Test
	void whenAConnectionIsInAStateInBetweenThenItIsShownAndNotCounted() {
		row(40001, ONE, SocketState.FIN_WAIT2);
		SocketsSnapshot sockets = take(pool("default", connected(1, 40001, ORDERS)));
		assertThat(sockets.connections()).containsEntry(1L, SocketState.FIN_WAIT2);
		assertThat(sockets.total()).isEqualTo(SocketCounts.NONE);
	}

	@Test
	void whenASocketInTimeWaitLedToAPeerThenItCounts() {
		row(40001, ONE, SocketState.TIME_WAIT);
		row(40002, ONE, SocketState.TIME_WAIT);
		row(40003, new InetSocketAddress("10.0.0.1", 80), SocketState.TIME_WAIT);
		row(443, new InetSocketAddress("10.0.0.1", 50000), SocketState.TIME_WAIT);
		SocketsSnapshot sockets = take(new PoolAddresses("default", List.of(), Set.of(ORDERS)));
		assertThat(sockets.total()).isEqualTo(new SocketCounts(0, 0, 2));
		assertThat(sockets.hosts()).containsEntry("orders:443", new SocketCounts(0, 0, 2));
		assertThat(sockets.pools()).containsEntry("default", new SocketCounts(0, 0, 2));
		assertThat(sockets.connections()).isEmpty();
	}

	@Test
	void whenHostsAndPoolsShareAnAddressThenItsTimeWaitsCountAtEachAndOnceInTotal() {
		row(40001, ONE, SocketState.TIME_WAIT);
		Peer alias = new Peer("alias:443", ONE);
		SocketsSnapshot sockets = take(new PoolAddresses("default", List.of(), Set.of(ORDERS, alias)),
				new PoolAddresses("payment", List.of(), Set.of(ORDERS)));
		assertThat(sockets.total().timeWait()).isEqualTo(1);
		assertThat(sockets.hosts().values()).extracting(SocketCounts::timeWait).containsExactly(1, 1);
		assertThat(sockets.pools().values()).extracting(SocketCounts::timeWait).containsExactly(1, 1);
	}

	@Test
	void whenThereIsNoSocketThenPoolsAndHostsAreThereAllTheSame() {
		SocketsSnapshot sockets = take(pool("default", connected(1, 40001, ORDERS)),
				new PoolAddresses("payment", List.of(), Set.of()));
		assertThat(sockets.pools()).containsOnlyKeys("default", "payment").containsValue(SocketCounts.NONE);
		assertThat(sockets.hosts()).containsOnlyKeys("orders:443");
	}

	private void row(int localPort, InetSocketAddress remote, SocketState state) {
		this.table.add(new TcpSocket(localPort, remote, state));
	}

	private SocketsSnapshot take(PoolAddresses... pools) {
		return SocketMatcher.take(this.table, List.of(pools));
	}

	private static PoolAddresses pool(String name, Connected... connections) {
		return new PoolAddresses(name, List.of(connections), Set.of());
	}

	private static Connected connected(long id, int localPort, Peer peer) {
		return new Connected(id, localPort, peer);
	}

}
