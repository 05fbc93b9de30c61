package io.github.httppool.sockets;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import io.github.httppool.SocketState;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * The socket table in the files {@code tcp} and {@code tcp6} of a directory, on Linux
 * {@code /proc/self/net}. It lists the sockets of this process's network namespace; in a
 * container, those of the container.
 */
final class ProcSocketTable implements SocketTable {

	private static final Log logger = LogFactory.getLog(ProcSocketTable.class);

	static final Path LINUX = Path.of("/proc/self/net");

	private final List<Path> files;

	private final TcpTableParser parser = new TcpTableParser(ByteOrder.nativeOrder());

	ProcSocketTable(Path directory) {
		this.files = Stream.of("tcp", "tcp6").map(directory::resolve).toList();
	}

	@Override
	public boolean isPresent() {
		return !readable().isEmpty();
	}

	@Override
	public Optional<List<TcpSocket>> read() {
		List<Path> readable = readable();
		if (readable.isEmpty()) {
			return Optional.empty();
		}
		List<TcpSocket> sockets = new ArrayList<>();
		try {
			for (Path file : readable) {
				addAll(file, sockets);
			}
		}
		catch (IOException ex) {
			return unreadable(ex);
		}
		return Optional.of(sockets);
	}

	/**
	 * Either file may be missing: a kernel may have no IPv6.
	 */
	private List<Path> readable() {
		return this.files.stream().filter(Files::isReadable).toList();
	}

	private void addAll(Path file, List<TcpSocket> sockets) throws IOException {
		try (BufferedReader lines = open(file)) {
			String line;
			while ((line = lines.readLine()) != null) {
				TcpSocket socket = this.parser.parse(line);
				if (socket != null) {
					sockets.add(socket);
				}
			}
		}
	}

	@Override
	public boolean mayHave(SocketState state) {
		try {
			for (Path file : readable()) {
				if (has(file, state)) {
					return true;
				}
			}
		}
		catch (IOException ex) {
			unreadable(ex);
		}
		return false;
	}

	private boolean has(Path file, SocketState state) throws IOException {
		try (BufferedReader lines = open(file)) {
			String line;
			while ((line = lines.readLine()) != null) {
				if (this.parser.state(line) == state) {
					return true;
				}
			}
		}
		return false;
	}

	private static BufferedReader open(Path file) throws IOException {
		return Files.newBufferedReader(file, StandardCharsets.ISO_8859_1);
	}

	/**
	 * Happens when no descriptor is left, which is reported better elsewhere.
	 */
	private static Optional<List<TcpSocket>> unreadable(IOException ex) {
		logger.debug("The table of sockets cannot be read", ex);
		return Optional.empty();
	}

}
