package io.github.httppool.benchmarks.pool;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class WarmPoolTests {

	private static final SocketAddress HOST = InetSocketAddress.createUnresolved("host", 80);

	private final WarmPool pool = new WarmPool(List.of());

	@Test
	void callsAreServedByTheConnectionsOfTheBeginning() {
		this.pool.open(HOST, 3);
		this.pool.call(HOST);
		this.pool.call(HOST);
		assertThatCode(this.pool::verify).doesNotThrowAnyException();
	}

	@Test
	void callThatFindsNoConnectionFails() {
		assertThatIllegalStateException().isThrownBy(() -> this.pool.call(HOST));
		assertThatIllegalStateException().isThrownBy(this.pool::verify);
	}

}
