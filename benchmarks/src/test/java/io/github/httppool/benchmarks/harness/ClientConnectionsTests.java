package io.github.httppool.benchmarks.harness;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Connections and descriptors as the system sees them.
 */
@EnabledOnOs(OS.LINUX)
class ClientConnectionsTests {

	@Test
	void whenClientsConnectThenTheirEndsAreCountedAndNotTheServers() throws IOException {
		try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
			ClientConnections connections = new ClientConnections(server.getLocalPort());
			assertThat(connections.count()).isZero();
			try (Socket first = connect(server); Socket second = connect(server)) {
				assertThat(connections.count()).isEqualTo(2);
			}
			assertThat(connections.count()).isZero();
		}
	}

	@Test
	void whenTheClientClosesFirstThenItsEndIsRemembered() throws IOException {
		try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
			ClientConnections connections = new ClientConnections(server.getLocalPort());
			assertThat(connections.countInTimeWait()).isZero();
			Socket client = connect(server);
			try (Socket accepted = server.accept()) {
				client.close();
				assertThat(accepted.getInputStream().read()).isEqualTo(-1);
			}
			Awaitility.await().until(() -> connections.countInTimeWait() == 1);
		}
	}

	@Test
	void whenASocketIsOpenThenItIsADescriptor() throws IOException {
		try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
			long before = JvmResources.now().descriptors();
			try (Socket socket = connect(server)) {
				assertThat(JvmResources.now().descriptors()).isGreaterThan(before);
			}
		}
	}

	@Test
	void whenTheProcessRunsThenItIsInMemory() {
		assertThat(JvmResources.now().resident()).isGreaterThan(1 << 20);
		System.gc();
		assertThat(JvmResources.now().heapAfterGc()).isPositive().isLessThan(Runtime.getRuntime().maxMemory());
	}

	private static Socket connect(ServerSocket server) throws IOException {
		return new Socket(server.getInetAddress(), server.getLocalPort());
	}

}
