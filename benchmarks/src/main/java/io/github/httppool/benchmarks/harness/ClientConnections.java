package io.github.httppool.benchmarks.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Established connections from this machine to a port of it, whichever client has opened
 * them. Known on Linux only; elsewhere there seem to be none.
 */
public final class ClientConnections {

	private static final List<Path> TABLES = List.of(Path.of("/proc/net/tcp"), Path.of("/proc/net/tcp6"));

	private static final String ESTABLISHED = "01";

	private final String remote;

	public ClientConnections(int port) {
		this.remote = String.format(Locale.ROOT, ":%04X", port);
	}

	public int count() {
		return TABLES.stream().filter(Files::isReadable).mapToInt(this::count).sum();
	}

	private int count(Path table) {
		try (Stream<String> lines = Files.lines(table)) {
			return (int) lines.map((line) -> line.trim().split(" +"))
				.filter((columns) -> columns[2].endsWith(this.remote) && columns[3].equals(ESTABLISHED))
				.count();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
