package io.github.httppool.benchmarks.floor;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * <a href="https://github.com/wg/wrk">wrk</a>, a load generator in C, with one thread: it
 * finds the end of each response and compares no body.
 */
public final class Wrk {

	private final URI uri;

	private final int connections;

	private final Path script;

	/**
	 * Makes ready to start it.
	 * @param uri what to ask for
	 * @param connections how many, each with one request at a time
	 */
	public Wrk(URI uri, int connections) throws IOException {
		this.uri = uri;
		this.connections = connections;
		this.script = Files.createTempFile("httppool-benchmarks", ".lua");
		this.script.toFile().deleteOnExit();
		try (InputStream source = Wrk.class.getResourceAsStream("wrk.lua")) {
			Files.copy(source, this.script, StandardCopyOption.REPLACE_EXISTING);
		}
	}

	public static boolean isInstalled() {
		return executable().isPresent();
	}

	private static Optional<Path> executable() {
		return Arrays.stream(System.getenv("PATH").split(":"))
			.map((directory) -> Path.of(directory, "wrk"))
			.filter(Files::isExecutable)
			.findFirst();
	}

	/**
	 * Runs it to its end.
	 * @param duration the time, in whole seconds
	 * @return what it measured
	 * @throws IOException if it cannot run, or a request failed
	 */
	public WrkResult run(Duration duration) throws IOException, InterruptedException {
		Process process = new ProcessBuilder(executable().orElseThrow().toString(), "-t1", "-c" + this.connections,
				"-d" + duration.toSeconds(), "-s", this.script.toString(), this.uri.toString())
			.redirectError(ProcessBuilder.Redirect.INHERIT)
			.start();
		Thread end = new Thread(process::destroy);
		Runtime.getRuntime().addShutdownHook(end);
		List<String> output = process.inputReader().lines().toList();
		int exit = process.waitFor();
		Runtime.getRuntime().removeShutdownHook(end);
		if (exit != 0) {
			throw new IOException("wrk ended with exit code %d: %s".formatted(exit, output));
		}
		return WrkResult.parse(output);
	}

}
