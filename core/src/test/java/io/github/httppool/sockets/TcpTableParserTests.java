package io.github.httppool.sockets;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteOrder;

import io.github.httppool.SocketState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Lines of the kernel's tables, as they are and as they should not be.
 */
class TcpTableParserTests {

	private final TcpTableParser parser = new TcpTableParser(ByteOrder.LITTLE_ENDIAN);

	@Test
	void whenLineIsOfIpv4ThenItsEndsAndStateAreRead() {
		assertThat(this.parser.parse(
				"   1: 0100007F:C0A2 0200000A:01BB 01 00000000:00000000 02:000AFC3C 00000000     0        0 2217 2 00000000702bad46 20 4 30 10 -1"))
			.isEqualTo(new TcpSocket(49314, address("10.0.0.2", 443), SocketState.ESTABLISHED));
	}

	@Test
	void whenLineIsOfIpv6ThenItsEndsAndStateAreRead() {
		assertThat(this.parser.parse(
				"  12: B80D0120000000000000000001000000:D431 B80D0120000000006400000002000000:1F90 08 00000000:00000001 00:00000000 00000000     0        0 1"))
			.isEqualTo(new TcpSocket(54321, address("2001:db8:0:0:0:64:0:2", 8080), SocketState.CLOSE_WAIT));
	}

	@Test
	void whenIpv4IsMappedIntoIpv6ThenItIsIpv4() {
		assertThat(this.parser.parse(
				"   3: 0000000000000000FFFF00000100007F:C0A2 0000000000000000FFFF00000100007F:46A2 06 00000000:00000000 03:00000C79 00000000     0        0 0 3 00000000dda2f89e"))
			.isEqualTo(new TcpSocket(49314, address("127.0.0.1", 18082), SocketState.TIME_WAIT));
	}

	@Test
	void whenMachineIsBigEndianThenBytesAreInOrder() {
		assertThat(new TcpTableParser(ByteOrder.BIG_ENDIAN).parse("1: 7F000001:C0A2 0A000002:01BB 01"))
			.isEqualTo(new TcpSocket(49314, address("10.0.0.2", 443), SocketState.ESTABLISHED));
	}

	@ParameterizedTest
	@CsvSource({ "01, ESTABLISHED", "02, SYN_SENT", "03, SYN_RECV", "04, FIN_WAIT1", "05, FIN_WAIT2", "06, TIME_WAIT",
			"07, CLOSE", "08, CLOSE_WAIT", "09, LAST_ACK", "0A, LISTEN", "0B, CLOSING" })
	void stateIsTheKernels(String number, SocketState state) {
		assertThat(this.parser.parse("1: 0100007F:C0A2 0100007F:46A2 " + number + " 0")).extracting(TcpSocket::state)
			.isEqualTo(state);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ",
			"  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode",
			"  sl  local_address                         remote_address                        st tx_queue", "   1:",
			"   1: 0100007F:C0A2", "   1: 0100007F:C0A2 0100007F", "   1: 0100007F:C0A2 0100007F:46",
			"   1: 0100007F:C0A2 0100007F:46A2", "   1: 0100007F:C0A2 0100007F:46A2 0",
			"   1: 0100007F:C0A2 0100007F:46A2 00", "   1: 0100007F:C0A2 0100007F:46A2 0D",
			"   1: 0100007F:C0A2 0100007F:46A2 -1", "   1: 0100007F:C0A2 0100007F:46A2 zz",
			"   1: 0100007:C0A2 0100007F:46A2 01", "   1: 0100007G:C0A2 0100007F:46A2 01",
			"   1: 0100007F:C0AX 0100007F:46A2 01", "   1: 0100007F:C0A2 0100007F:46A22 01",
			"   1: 0000000000000000FFFF00000100007:C0A2 0100007F:46A2 01", "C0A2 0100007F:46A2 01 0 0", "\0\0\0" })
	void whenLineIsCutOffOrGarbageThenItIsNoSocket(String line) {
		assertThat(this.parser.parse(line)).isNull();
	}

	private static InetSocketAddress address(String literal, int port) {
		try {
			return new InetSocketAddress(InetAddress.getByName(literal), port);
		}
		catch (java.net.UnknownHostException ex) {
			throw new IllegalArgumentException(ex);
		}
	}

}
