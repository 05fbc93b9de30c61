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

	private static final int STATE_DIGITS = 2;

	private static final int NUMBER = 0;

	private static final int LOCAL = 1;

	private static final int REMOTE = 2;

	private static final int STATE = 3;

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
		SocketState state = state(line);
		if (state == null) {
			return null;
		}
		InetSocketAddress local = end(column(line, LOCAL));
		InetSocketAddress remote = end(column(line, REMOTE));
		return (local != null && remote != null) ? new TcpSocket(local.getPort(), remote, state) : null;
	}

	/**
	 * Reads no more of a line than the state of the socket, as there may be many thousand
	 * lines, and few of interest.
	 * @param line the line
	 * @return the state, or {@code null} if the line is a heading, cut off or garbage
	 */
	@Nullable SocketState state(String line) {
		String state = column(line, STATE);
		if (state.length() != STATE_DIGITS || !column(line, NUMBER).endsWith(":")) {
			return null;
		}
		try {
			int number = HexFormat.fromHexDigits(state);
			return (number >= 1 && number <= STATES.size()) ? STATES.get(number - 1) : null;
		}
		catch (NumberFormatException ex) {
			return null;
		}
	}

	/**
	 * Returns a column, which is empty if the line has fewer.
	 */
	private static String column(String line, int index) {
		int begin = skip(line, 0, true);
		for (int i = 0; i < index; i++) {
			begin = skip(line, skip(line, begin, false), true);
		}
		return line.substring(begin, skip(line, begin, false));
	}

	private static int skip(String line, int from, boolean spaces) {
		int index = from;
		while (index < line.length() && (line.charAt(index) == ' ') == spaces) {
			index++;
		}
		return index;
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

}
