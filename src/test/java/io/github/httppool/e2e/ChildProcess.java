package io.github.httppool.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A process of its own. Its output can be read while it runs, and until it is closed,
 * which kills it if it has not ended.
 */
public class ChildProcess implements AutoCloseable {

	/**
	 * Several processes may start at the same time.
	 */
	private static final Duration PATIENCE = Duration.ofSeconds(150);

	private static final Set<Process> OPEN = ConcurrentHashMap.newKeySet();

	static {
		// Tests that are themselves killed close nothing.
		Runtime.getRuntime().addShutdownHook(new Thread(() -> OPEN.forEach(Process::destroyForcibly), "test-killer"));
	}

	private final Process process;

	private final Path output;

	/**
	 * Starts a program.
	 * @param name name of the program, for its file of output
	 * @param command the program and its arguments
	 */
	public ChildProcess(String name, List<String> command) throws IOException {
		this.output = Files.createTempFile(name, ".txt");
		ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true)
			.redirectOutput(this.output.toFile());
		builder.environment().remove("JAVA_TOOL_OPTIONS");
		this.process = builder.start();
		OPEN.add(this.process);
	}

	/**
	 * Returns its number.
	 */
	public long pid() {
		return this.process.pid();
	}

	/**
	 * Waits until it has written something.
	 */
	public MatchResult awaitOutput(Pattern pattern) {
		awaitWhileAlive(() -> pattern.matcher(output()).find());
		return pattern.matcher(output()).results().findFirst().orElseThrow();
	}

	/**
	 * Waits for what happens only while it runs. It may have ended since.
	 */
	void awaitWhileAlive(Callable<Boolean> condition) {
		await().atMost(PATIENCE).pollInterval(Duration.ofMillis(10)).until(() -> {
			boolean alive = this.process.isAlive();
			boolean fulfilled = condition.call();
			assertThat(alive || fulfilled).as(this::output).isTrue();
			return fulfilled;
		});
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
	public int exitCode() {
		await().atMost(PATIENCE).until(() -> !this.process.isAlive());
		return this.process.exitValue();
	}

	public String output() {
		try {
			return Files.readString(this.output);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public void close() {
		try {
			this.process.destroyForcibly().onExit().join();
			Files.deleteIfExists(this.output);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		finally {
			OPEN.remove(this.process);
		}
	}

}
