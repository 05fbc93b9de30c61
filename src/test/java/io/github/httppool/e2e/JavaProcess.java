package io.github.httppool.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A JVM of its own. Its output can be read while it runs, and until it is closed, which
 * kills it if it has not ended.
 */
final class JavaProcess implements AutoCloseable {

	/**
	 * What a JVM returns that was asked to end by its operating system.
	 */
	static final int TERMINATED = 143;

	/**
	 * Several JVMs may start at the same time.
	 */
	private static final Duration PATIENCE = Duration.ofSeconds(150);

	/**
	 * Starts faster, and says nothing about what newer JVMs think of Netty.
	 */
	private static final List<String> OPTIONS = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx256m",
			"-XX:+IgnoreUnrecognizedVMOptions", "--enable-native-access=ALL-UNNAMED",
			"--sun-misc-unsafe-memory-access=allow");

	private static final Set<Process> OPEN = ConcurrentHashMap.newKeySet();

	static {
		// Tests that are themselves killed close nothing.
		Runtime.getRuntime().addShutdownHook(new Thread(() -> OPEN.forEach(Process::destroyForcibly), "test-killer"));
	}

	private final Process process;

	private final Path output;

	private JavaProcess(Process process, Path output) {
		this.process = process;
		this.output = output;
		OPEN.add(process);
	}

	/**
	 * Starts a class with the class path of this JVM.
	 * @param options options of the JVM, besides those that make it fast
	 * @param main the class
	 * @param arguments its arguments
	 */
	static JavaProcess start(List<String> options, Class<?> main, List<String> arguments) throws IOException {
		return start(System.getProperty("java.class.path"), options, main, arguments);
	}

	/**
	 * Starts a class that may open only so many files and sockets.
	 * @param descriptors the limit
	 * @param main the class
	 * @param arguments its arguments
	 */
	static JavaProcess startWithDescriptors(int descriptors, Class<?> main, List<String> arguments) throws IOException {
		List<String> command = new ArrayList<>(
				List.of("bash", "-c", "ulimit -n " + descriptors + " && exec \"$@\"", "bash"));
		command.addAll(command(System.getProperty("java.class.path"), List.of(), main, arguments));
		return start(command, main);
	}

	/**
	 * Starts a class.
	 * @param classPath where to find it, and all that it needs
	 * @param options options of the JVM, besides those that make it fast
	 * @param main the class
	 * @param arguments its arguments
	 */
	static JavaProcess start(String classPath, List<String> options, Class<?> main, List<String> arguments)
			throws IOException {
		return start(command(classPath, options, main, arguments), main);
	}

	private static List<String> command(String classPath, List<String> options, Class<?> main, List<String> arguments) {
		List<String> command = new ArrayList<>();
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		command.addAll(OPTIONS);
		command.addAll(options);
		command.addAll(List.of("-cp", classPath, main.getName()));
		command.addAll(arguments);
		return command;
	}

	private static JavaProcess start(List<String> command, Class<?> main) throws IOException {
		Path output = Files.createTempFile(main.getSimpleName(), ".txt");
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
