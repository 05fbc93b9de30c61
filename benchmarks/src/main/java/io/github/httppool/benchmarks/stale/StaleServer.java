package io.github.httppool.benchmarks.stale;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.github.httppool.benchmarks.harness.LocalPort;

import org.springframework.util.FileSystemUtils;

/**
 * A running server, and what it has read.
 */
final class StaleServer implements AutoCloseable {

	private final Path directory;

	private final Path output;

	private final Process process;

	private final int port;

	StaleServer(ServerKind kind) throws IOException, InterruptedException {
		this.port = LocalPort.free().number();
		this.directory = Files.createTempDirectory("httppool-benchmarks");
		Files.setPosixFilePermissions(this.directory, PosixFilePermissions.fromString("rwxr-xr-x"));
		this.output = this.directory.resolve("requests");
		this.process = new ProcessBuilder(kind.command(this.directory, this.port))
			.redirectError(ProcessBuilder.Redirect.INHERIT)
			.redirectOutput(this.output.toFile())
			.start();
		Runtime.getRuntime().addShutdownHook(new Thread(this.process::destroy));
		awaitListening();
	}

	private void awaitListening() throws IOException, InterruptedException {
		if (!new LocalPort(this.port).awaitListening(200, 100)) {
			close();
			throw new IOException("The server does not listen");
		}
	}

	URI uri() {
		return URI.create("http://127.0.0.1:" + this.port + "/answer");
	}

	/**
	 * Returns how many requests it has read more than once.
	 * @param prefix what their ids begin with
	 */
	long readTwice(String prefix) throws IOException {
		Map<String, Integer> times = new HashMap<>();
		try (Stream<String> lines = Files.lines(this.output)) {
			lines.filter((line) -> line.startsWith(prefix)).forEach((line) -> times.merge(line, 1, Integer::sum));
		}
		return times.values().stream().filter((count) -> count > 1).count();
	}

	@Override
	public void close() throws IOException {
		this.process.destroy();
		try {
			this.process.waitFor(10, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		FileSystemUtils.deleteRecursively(this.directory);
	}

}
