package io.github.httppool.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.github.httppool.sample.SampleApplication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The sample application in a JVM of its own, as processed ahead of time. It writes to a
 * file, and is killed if it does not end when asked.
 */
final class SampleProcess implements AutoCloseable {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private static final Pattern PORT = Pattern.compile("Tomcat started on port (\\d+)");

	private final Process process;

	private final Path output;

	private SampleProcess(Process process, Path output) {
		this.process = process;
		this.output = output;
	}

	static SampleProcess start(Path directory, String... arguments) throws IOException {
		Path output = directory.resolve("output.txt");
		String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
		List<String> command = Stream.concat(
				Stream.of(java, "-XX:TieredStopAtLevel=1", "-Dspring.aot.enabled=true", "-cp",
						System.getProperty("java.class.path"), SampleApplication.class.getName(), "--server.port=0"),
				Stream.of(arguments))
			.toList();
		Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile()).start();
		return new SampleProcess(process, output);
	}

	/**
	 * Waits until the application has started.
	 */
	Actuator actuator() {
		await().atMost(PATIENCE)
			.failFast(() -> assertThat(this.process.isAlive()).as(this::output).isTrue())
			.until(() -> PORT.matcher(output()).find());
		MatchResult match = PORT.matcher(output()).results().findFirst().orElseThrow();
		return new Actuator(Integer.parseInt(match.group(1)));
	}

	/**
	 * Waits until the application has ended.
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
		this.process.destroy();
		try {
			await().atMost(PATIENCE).until(() -> !this.process.isAlive());
		}
		finally {
			this.process.destroyForcibly();
		}
	}

}
