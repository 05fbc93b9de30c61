package io.github.httppool.netty;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Set;

import io.github.httppool.PoolAddresses;
import io.github.httppool.PoolAddresses.Connected;
import io.github.httppool.PoolAddresses.Peer;
import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How long and how many addresses are remembered.
 */
class ConnectedSocketsTests {

	private final ConnectedSockets sockets = new ConnectedSockets();

	@Test
	void whenAConnectionIsOpenThenItsEndsAreKnown() {
		open(1, "orders:443", 443);
		Peer peer = peer("orders:443", 443);
		assertThat(at(Duration.ZERO))
			.isEqualTo(new PoolAddresses("default", List.of(new Connected(1, 40001, peer)), Set.of(peer)));
	}

	@Test
	void whenAConnectionIsClosedThenItsPeerIsRememberedForTwoMinutes() {
		open(1, "orders:443", 443);
		this.sockets.closed(1, 0);
		assertThat(at(Duration.ofSeconds(119)).connections()).isEmpty();
		assertThat(at(Duration.ofSeconds(119)).peers()).containsExactly(peer("orders:443", 443));
		assertThat(at(Duration.ofSeconds(120)).peers()).isEmpty();
	}

	@Test
	void whenAnotherConnectionToThePeerIsOpenThenItIsNotForgotten() {
		open(1, "orders:443", 443);
		open(2, "orders:443", 443);
		this.sockets.closed(1, 0);
		assertThat(at(Duration.ofHours(1)).peers()).hasSize(1);
	}

	@Test
	void whenThereWereMoreThanAThousandPeersThenTheOldestAreForgotten() {
		for (int i = 0; i < 1100; i++) {
			open(i, "host-" + i, 1 + i);
			this.sockets.closed(i, i);
		}
		assertThat(at(Duration.ofSeconds(1)).peers()).hasSize(1000)
			.doesNotContain(peer("host-99", 100))
			.contains(peer("host-100", 101));
	}

	@Test
	void whenTheChannelHasNoPortsThenItIsNotLookedFor() {
		this.sockets.opened(1, "orders:443", new EmbeddedChannel());
		assertThat(at(Duration.ZERO).connections()).isEmpty();
	}

	private PoolAddresses at(Duration time) {
		return this.sockets.addresses("default", time.toNanos());
	}

	private void open(long id, String host, int port) {
		this.sockets.opened(id, host, new TcpChannel(peer(host, port).address()));
	}

	private static Peer peer(String host, int port) {
		return new Peer(host, new InetSocketAddress("10.0.0.1", port));
	}

	private static final class TcpChannel extends EmbeddedChannel {

		private final SocketAddress remote;

		TcpChannel(SocketAddress remote) {
			this.remote = remote;
		}

		@Override
		public SocketAddress localAddress() {
			return new InetSocketAddress("10.0.0.2", 40001);
		}

		@Override
		public SocketAddress remoteAddress() {
			return this.remote;
		}

	}

}
