package io.github.httppool.benchmarks.field;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * The kernel's table of sockets, of which those count that are connected to a port of
 * this machine: the client's ends. Linux only.
 *
 * @param port the port of the server
 */
record SocketTable(int port) {

	/** As in {@code include/net/tcp_states.h}. */
	static final String ESTABLISHED = "01";

	static final String TIME_WAIT = "06";

	private static final List<Path> TABLES = List.of(Path.of("/proc/net/tcp"), Path.of("/proc/net/tcp6"));

	long count(String state) {
		return TABLES.stream().filter(Files::exists).mapToLong((table) -> count(table, state)).sum();
	}

	private long count(Path table, String state) {
		String remote = String.format(Locale.ROOT, ":%04X", this.port);
		try (Stream<String> lines = Files.lines(table)) {
			return lines.map((line) -> line.trim().split(" +"))
				.filter((columns) -> columns[2].endsWith(remote) && columns[3].equals(state))
				.count();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
