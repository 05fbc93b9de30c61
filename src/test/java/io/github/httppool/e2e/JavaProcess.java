package io.github.httppool.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A JVM of its own with the class path of this one. Its output can be read while it runs.
 * It is killed if it does not end when asked.
 */
final class JavaProcess implements AutoCloseable {

	/**
	 * What a JVM returns that was asked to end by its operating system.
	 */
	static final int TERMINATED = 143;

	private static final Duration PATIENCE = Duration.ofSeconds(150);

	/**
	 * Starts faster, and says nothing about what newer JVMs think of Netty.
	 */
	private static final List<String> OPTIONS = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx256m",
			"-XX:+IgnoreUnrecognizedVMOptions", "--enable-native-access=ALL-UNNAMED",
			"--sun-misc-unsafe-memory-access=allow");

	private final Process process;

	private final Path output;

	private JavaProcess(Process process, Path output) {
		this.process = process;
		this.output = output;
	}

	/**
	 * Starts a class.
	 * @param directory where to write the output
	 * @param options options of the JVM, besides those that make it fast
	 * @param main the class
	 * @param arguments its arguments
	 */
	static JavaProcess start(Path directory, List<String> options, Class<?> main, List<String> arguments)
			throws IOException {
		Path output = Files.createTempFile(directory, "output", ".txt");
		List<String> command = new ArrayList<>();
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		command.addAll(OPTIONS);
		command.addAll(options);
		command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
		command.addAll(arguments);
		ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
		builder.environment().remove("JAVA_TOOL_OPTIONS");
		return new JavaProcess(builder.start(), output);
	}

	/**
	 * Waits until it has written something.
	 */
	MatchResult awaitOutput(Pattern pattern) {
		awaitWhileAlive(() -> pattern.matcher(output()).find());
		return pattern.matcher(output()).results().findFirst().orElseThrow();
	}

	/**
	 * Waits for what happens only while it runs.
	 */
	void awaitWhileAlive(Callable<Boolean> condition) {
		await().atMost(PATIENCE)
			.pollInterval(Duration.ofMillis(10))
			.failFast(() -> assertThat(this.process.isAlive()).as(this::output).isTrue())
			.until(condition);
	}

	/**
	 * Asks it to end, as the operating system does ({@code SIGTERM}).
	 */
	void terminate() {
		this.process.destroy();
	}

	/**
	 * Waits until it has ended.
	 */
	int exitCode() {
		await().atMost(PATIENCE).until(() -> !this.process.isAlive());
		return this.process.exitValue();
	}

	String output() {
		try {
			return Files.readString(this.output);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public void close() {
		terminate();
		try {
			exitCode();
		}
		finally {
			this.process.destroyForcibly();
		}
	}

}
