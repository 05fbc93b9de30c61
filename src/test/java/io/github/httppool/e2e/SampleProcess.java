package io.github.httppool.e2e;

import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.github.httppool.sample.SampleApplication;

/**
 * The sample application in a JVM of its own, as processed ahead of time.
 */
public final class SampleProcess implements AutoCloseable {

	private static final Pattern PORT = Pattern.compile("Tomcat started on port (\\d+)");

	private final JavaProcess process;

	private SampleProcess(JavaProcess process) {
		this.process = process;
	}

	public static SampleProcess start(String... arguments) throws IOException {
		return new SampleProcess(JavaProcess.start(List.of("-Dspring.aot.enabled=true"), SampleApplication.class,
				Stream.concat(Stream.of("--server.port=0"), Stream.of(arguments)).toList()));
	}

	/**
	 * Waits until the application has started.
	 */
	public Actuator actuator() {
		return new Actuator(port());
	}

	/**
	 * Waits until the application has started, and returns where it listens.
	 */
	public int port() {
		return Integer.parseInt(this.process.awaitOutput(PORT).group(1));
	}

	/**
	 * Returns the number of the process.
	 */
	public long pid() {
		return this.process.pid();
	}

	/**
	 * Waits until the application has ended.
	 */
	int exitCode() {
		return this.process.exitCode();
	}

	JavaProcess process() {
		return this.process;
	}

	public String output() {
		return this.process.output();
	}

	@Override
	public void close() {
		this.process.close();
	}

}
