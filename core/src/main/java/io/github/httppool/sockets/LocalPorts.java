package io.github.httppool.sockets;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

import io.github.httppool.LocalPortsSnapshot;
import io.github.httppool.SocketState;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * The local ports that Linux has for connections to an address. Reading them may block.
 */
public final class LocalPorts {

	private static final Log logger = LogFactory.getLog(LocalPorts.class);

	private static final Path LINUX_RANGE = Path.of("/proc/sys/net/ipv4/ip_local_port_range");

	private final CachedSocketTable table;

	private final Path range;

	private final LongSupplier clock;

	LocalPorts(SocketTable table, Path range, LongSupplier clock) {
		this.table = new CachedSocketTable(table);
		this.range = range;
		this.clock = clock;
	}

	/**
	 * Creates a view of the ports of Linux; on other systems nothing is known of them.
	 * @return the view
	 */
	public static LocalPorts onLinux() {
		return new LocalPorts(new ProcSocketTable(ProcSocketTable.LINUX), LINUX_RANGE, System::nanoTime);
	}

	/**
	 * Counts the sockets of all processes to an address, as they are or were a moment
	 * ago: where ports are short, many dials fail and ask at once.
	 * @param remote the address, resolved
	 * @return the figures, or empty if they are unknown
	 */
	public Optional<LocalPortsSnapshot> to(InetSocketAddress remote) {
		return this.table.read(this.clock.getAsLong()).flatMap((sockets) -> count(sockets, remote));
	}

	private Optional<LocalPortsSnapshot> count(List<TcpSocket> sockets, InetSocketAddress remote) {
		List<TcpSocket> same = sockets.stream().filter((socket) -> socket.remote().equals(remote)).toList();
		int timeWait = (int) same.stream().filter((socket) -> socket.state() == SocketState.TIME_WAIT).count();
		return readRange()
			.map((range) -> new LocalPortsSnapshot(same.size() - timeWait, timeWait, range.first(), range.last()));
	}

	/**
	 * The kernel answers only one read of this file, which must therefore not be of the
	 * file's size, 0.
	 */
	private Optional<Range> readRange() {
		try (BufferedReader lines = Files.newBufferedReader(this.range, StandardCharsets.ISO_8859_1)) {
			String[] ends = String.valueOf(lines.readLine()).strip().split("\\s+");
			return Optional.of(new Range(Integer.parseInt(ends[0]), Integer.parseInt(ends[1])));
		}
		catch (IOException | NumberFormatException | ArrayIndexOutOfBoundsException ex) {
			logger.debug("The range of local ports cannot be read", ex);
			return Optional.empty();
		}
	}

	private record Range(int first, int last) {

	}

}
