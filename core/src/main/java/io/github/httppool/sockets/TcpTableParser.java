package io.github.httppool.sockets;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.List;

import io.github.httppool.SocketState;
import org.jspecify.annotations.Nullable;

/**
 * Parses the lines of {@code /proc/net/tcp} and {@code tcp6}, such as
 * {@code 1: 0100007F:C0A2 0100007F:46A2 06 ...}: number, local end, remote end, state.
 * Ports and addresses are hexadecimal. An address is printed in words of 32 bits in the
 * byte order of the machine, so on most machines the bytes of each word are reversed.
 */
final class TcpTableParser {

	private static final int WORD_DIGITS = 8;

	private static final int PORT_DIGITS = 4;

	/** In the order of the kernel's state numbers, which start at 1. */
	private static final List<SocketState> STATES = List.of(SocketState.ESTABLISHED, SocketState.SYN_SENT,
			SocketState.SYN_RECV, SocketState.FIN_WAIT1, SocketState.FIN_WAIT2, SocketState.TIME_WAIT,
			SocketState.CLOSE, SocketState.CLOSE_WAIT, SocketState.LAST_ACK, SocketState.LISTEN, SocketState.CLOSING);

	private final ByteOrder order;

	/**
	 * Creates a parser.
	 * @param order order of the bytes in a number of the machine that wrote the table
	 */
	TcpTableParser(ByteOrder order) {
		this.order = order;
	}

	/**
	 * Parses a line.
	 * @param line the line
	 * @return the socket, or {@code null} if the line is a heading, cut off or garbage
	 */
	@Nullable TcpSocket parse(String line) {
		String[] columns = line.strip().split(" +", 5);
		if (columns.length < 4 || !columns[0].endsWith(":")) {
			return null;
		}
		InetSocketAddress local = end(columns[1]);
		InetSocketAddress remote = end(columns[2]);
		SocketState state = state(columns[3]);
		return (local != null && remote != null && state != null) ? new TcpSocket(local.getPort(), remote, state)
				: null;
	}

	private @Nullable InetSocketAddress end(String column) {
		int colon = column.indexOf(':');
		boolean isIpv4 = colon == WORD_DIGITS;
		boolean isIpv6 = colon == 4 * WORD_DIGITS;
		if (!(isIpv4 || isIpv6) || column.length() != colon + 1 + PORT_DIGITS) {
			return null;
		}
		try {
			return new InetSocketAddress(address(column, colon),
					HexFormat.fromHexDigits(column, colon + 1, column.length()));
		}
		catch (NumberFormatException ex) {
			return null;
		}
	}

	/**
	 * An IPv4-mapped IPv6 address becomes the IPv4 address, as everywhere in Java.
	 */
	private InetAddress address(String column, int digits) {
		ByteBuffer bytes = ByteBuffer.allocate(digits / 2).order(this.order);
		for (int i = 0; i < digits; i += WORD_DIGITS) {
			bytes.putInt(HexFormat.fromHexDigits(column, i, i + WORD_DIGITS));
		}
		try {
			return InetAddress.getByAddress(bytes.array());
		}
		catch (UnknownHostException ex) {
			throw new IllegalStateException("4 and 16 bytes are the lengths of an address", ex);
		}
	}

	private static @Nullable SocketState state(String column) {
		if (column.length() != 2) {
			return null;
		}
		try {
			int number = HexFormat.fromHexDigits(column);
			return (number >= 1 && number <= STATES.size()) ? STATES.get(number - 1) : null;
		}
		catch (NumberFormatException ex) {
			return null;
		}
	}

}
