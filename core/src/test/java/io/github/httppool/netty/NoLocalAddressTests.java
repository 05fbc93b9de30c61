package io.github.httppool.netty;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Optional;

import io.github.httppool.LocalPortsSnapshot;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class NoLocalAddressTests {

	private static final InetSocketAddress REMOTE = new InetSocketAddress("127.0.0.1", 8080);

	private static final Throwable ERROR = new IOException("connect(..) failed: Cannot assign requested address");

	private static Throwable explain(LocalPortsSnapshot ports) {
		return explain(null, ports);
	}

	private static Throwable explain(SocketAddress local, LocalPortsSnapshot ports) {
		return new NoLocalAddress(REMOTE, local).explain(ERROR, (remote) -> Optional.ofNullable(ports));
	}

	@Test
	void whenThePortsAreUsedUpThenTheErrorSaysByWhat() {
		assertThat(explain(new LocalPortsSnapshot(200, 27_000, 32_768, 60_999))).isInstanceOf(BindException.class)
			.hasMessage("no connection to 127.0.0.1:8080: no local port is left: of the 28232 from 32768 to 60999 "
					+ "(net.ipv4.ip_local_port_range) 200 are open and 27000 in TIME_WAIT, where closed connections stay "
					+ "for a minute; connections to it are opened and closed faster than that: reuse them, or widen the "
					+ "range")
			.hasCause(ERROR);
	}

	@Test
	void whenThereAreMorePortsThenTheAddressIsMissing() {
		String message = "no connection to 127.0.0.1:8080: this machine has no local address from which it can be "
				+ "reached (Cannot assign requested address: is its protocol, IPv4 or IPv6, configured here?)";
		assertThat(explain(new LocalPortsSnapshot(200, 2_000, 32_768, 60_999))).hasMessage(message);
		assertThat(explain(null)).hasMessage(message);
	}

	@Test
	void whenTheClientBindsToAnAddressThenTheErrorNamesIt() {
		InetSocketAddress local = new InetSocketAddress("192.0.2.1", 0);
		assertThat(explain(local, null)).hasMessage("no connection to 127.0.0.1:8080: the client binds to 192.0.2.1:0 "
				+ "(bindAddress), which is no address of this machine or has no port left (Cannot assign requested "
				+ "address)");
		assertThat(explain(local, new LocalPortsSnapshot(200, 28_000, 32_768, 60_999)))
			.hasMessageContaining("no local port is left");
	}

	@Test
	void whenTheErrorIsAnotherOneThenItIsNotTaken() {
		assertThat(NoLocalAddress.isCauseOf(ERROR)).isTrue();
		assertThat(NoLocalAddress.isCauseOf(new IOException("Connection refused"))).isFalse();
		assertThat(NoLocalAddress.isCauseOf(new IOException())).isFalse();
	}

}
