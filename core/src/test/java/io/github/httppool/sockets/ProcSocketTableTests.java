package io.github.httppool.sockets;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import io.github.httppool.SocketState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The table, from files of a test and from the kernel.
 */
class ProcSocketTableTests {

	private static final String HEADING = "  sl  local_address rem_address   st tx_queue rx_queue\n";

	private static final String IPV4 = "   0: 0100007F:C0A2 0100007F:46A2 01 00000000:00000000\n";

	private static final String IPV6 = "   0: 00000000000000000000000001000000:C0A3 00000000000000000000000001000000:46A2 08 0\n";

	@TempDir
	Path directory;

	@Test
	void whenThereAreBothFilesThenTheirSocketsAreOneTable() throws IOException {
		write("tcp", HEADING + IPV4);
		write("tcp6", HEADING + IPV6);
		assertThat(read()).extracting(TcpSocket::localPort).containsExactly(0xC0A2, 0xC0A3);
	}

	@Test
	void whenThereIsNoIpv6ThenThereIsStillATable() throws IOException {
		write("tcp", HEADING + IPV4);
		assertThat(read()).hasSize(1);
	}

	@Test
	void whenTheLastLineIsCutOffThenTheOthersAreRead() throws IOException {
		write("tcp", HEADING + IPV4 + IPV4.substring(0, 30));
		assertThat(read()).hasSize(1);
	}

	@Test
	void whenThereIsNoFileThenThereIsNoTable() {
		assertThat(new ProcSocketTable(this.directory).read()).isEmpty();
		assertThat(new ProcSocketTable(this.directory.resolve("missing")).read()).isEmpty();
	}

	@Test
	void whenAFileCannotBeReadThenThereIsNoTable() throws IOException {
		Files.createDirectory(this.directory.resolve("tcp"));
		assertThat(new ProcSocketTable(this.directory).read()).isEmpty();
	}

	@Test
	void whenASocketOfEitherFileIsInAStateThenThatIsKnown() throws IOException {
		write("tcp", HEADING + IPV4);
		write("tcp6", HEADING + IPV6);
		ProcSocketTable table = new ProcSocketTable(this.directory);
		assertThat(table.mayHave(SocketState.ESTABLISHED)).isTrue();
		assertThat(table.mayHave(SocketState.CLOSE_WAIT)).isTrue();
		assertThat(table.mayHave(SocketState.TIME_WAIT)).isFalse();
	}

	@Test
	void whenThereIsNoTableThenNoSocketIsInAState() {
		assertThat(new ProcSocketTable(this.directory).mayHave(SocketState.CLOSE_WAIT)).isFalse();
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void whenASocketIsOpenThenTheKernelsTableHasIt() throws IOException {
		try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
				Socket socket = new Socket(server.getInetAddress(), server.getLocalPort())) {
			assertThat(new ProcSocketTable(ProcSocketTable.LINUX).read().orElseThrow())
				.filteredOn((row) -> row.localPort() == socket.getLocalPort())
				.filteredOn((row) -> row.remote().equals(socket.getRemoteSocketAddress()))
				.singleElement()
				.extracting(TcpSocket::state)
				.isEqualTo(SocketState.ESTABLISHED);
		}
	}

	private void write(String file, String table) throws IOException {
		Files.writeString(this.directory.resolve(file), table);
	}

	private List<TcpSocket> read() {
		return new ProcSocketTable(this.directory).read().orElseThrow();
	}

}
