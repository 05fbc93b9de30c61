package io.github.httppool.e2e;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A JVM of its own with the class path of this one, less some jars. A class loader that
 * hides classes would not do: what is loaded by its parent is linked by its parent.
 */
final class Fork {

	private static final long PATIENCE_SECONDS = 40;

	/**
	 * Starts faster, and says nothing about what newer JVMs think of Netty.
	 */
	private static final List<String> OPTIONS = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx256m",
			"-XX:+IgnoreUnrecognizedVMOptions", "--enable-native-access=ALL-UNNAMED",
			"--sun-misc-unsafe-memory-access=allow");

	private final String classPath;

	private Fork(String classPath) {
		this.classPath = classPath;
	}

	/**
	 * Takes jars off the class path, each of which must be there.
	 * @param artifacts their names without version
	 */
	static Fork without(String... artifacts) {
		List<String> entries = Arrays.asList(System.getProperty("java.class.path").split(File.pathSeparator));
		assertThat(artifacts).allSatisfy((artifact) -> assertThat(entries).as("on the class path")
			.anyMatch((entry) -> isJarOf(artifact, entry)));
		return new Fork(entries.stream()
			.filter((entry) -> Arrays.stream(artifacts).noneMatch((artifact) -> isJarOf(artifact, entry)))
			.collect(Collectors.joining(File.pathSeparator)));
	}

	private static boolean isJarOf(String artifact, String entry) {
		return new File(entry).getName().matches(artifact + "-\\d.*\\.jar");
	}

	/**
	 * Runs a class to its end.
	 */
	Result run(Class<?> main, String... arguments) {
		List<String> command = new ArrayList<>();
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		command.addAll(OPTIONS);
		command.addAll(List.of("-cp", this.classPath, main.getName()));
		command.addAll(List.of(arguments));
		try {
			return run(command);
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	private static Result run(List<String> command) throws IOException, InterruptedException {
		Path output = Files.createTempFile("fork", ".txt");
		ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
		builder.environment().remove("JAVA_TOOL_OPTIONS");
		Process process = builder.start();
		try {
			assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).as("ended").isTrue();
			return new Result(process.exitValue(), Files.readAllLines(output));
		}
		finally {
			process.destroyForcibly().waitFor();
			Files.delete(output);
		}
	}

	/**
	 * What became of it.
	 *
	 * @param exitValue zero if all went well
	 * @param output lines of standard output and standard error
	 */
	record Result(int exitValue, List<String> output) {

		void assertSucceededWith(List<String> lines) {
			assertThat(this.output).containsExactlyElementsOf(lines);
			assertThat(this.exitValue).as("exit value").isZero();
		}

	}

}
