package io.github.httppool.benchmarks.defaults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Counts the connections of this machine to a port again and again, and keeps the highest
 * number. Known on Linux only.
 */
final class PeakConnections implements AutoCloseable {

	private static final List<Path> TABLES = List.of(Path.of("/proc/net/tcp"), Path.of("/proc/net/tcp6"));

	private static final long INTERVAL_MILLIS = 20;

	private static final String ESTABLISHED = "01";

	private final String remote;

	private final Thread counter = new Thread(this::count, "peak-connections");

	private volatile int peak;

	private volatile boolean closed;

	PeakConnections(int port) {
		this.remote = String.format(Locale.ROOT, ":%04X", port);
		this.counter.setDaemon(true);
		this.counter.start();
	}

	private void count() {
		while (!this.closed) {
			this.peak = Math.max(this.peak, TABLES.stream().filter(Files::isReadable).mapToInt(this::count).sum());
			try {
				Thread.sleep(INTERVAL_MILLIS);
			}
			catch (InterruptedException ex) {
				return;
			}
		}
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

	int peak() {
		return this.peak;
	}

	@Override
	public void close() throws InterruptedException {
		this.closed = true;
		this.counter.join();
	}

}
