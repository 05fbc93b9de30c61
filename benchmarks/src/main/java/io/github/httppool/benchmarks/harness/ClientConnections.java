package io.github.httppool.benchmarks.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Connections from this machine to a port of it, whichever client has opened them, as the
 * kernel's table of sockets has them. Known on Linux only; elsewhere there seem to be
 * none.
 */
public final class ClientConnections {

	private static final List<Path> TABLES = List.of(Path.of("/proc/net/tcp"), Path.of("/proc/net/tcp6"));

	/** As in {@code include/net/tcp_states.h}. */
	private static final String ESTABLISHED = "01";

	private static final String TIME_WAIT = "06";

	private final String remote;

	public ClientConnections(int port) {
		this.remote = String.format(Locale.ROOT, ":%04X", port);
	}

	/**
	 * Returns how many are open.
	 */
	public int count() {
		return count(ESTABLISHED);
	}

	/**
	 * Returns how many have been closed by the client and are remembered by the kernel, a
	 * minute each.
	 */
	public int countInTimeWait() {
		return count(TIME_WAIT);
	}

	private int count(String state) {
		return TABLES.stream().filter(Files::isReadable).mapToInt((table) -> count(table, state)).sum();
	}

	private int count(Path table, String state) {
		try (Stream<String> lines = Files.lines(table)) {
			return (int) lines.map((line) -> line.trim().split(" +"))
				.filter((columns) -> columns[2].endsWith(this.remote) && columns[3].equals(state))
				.count();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
