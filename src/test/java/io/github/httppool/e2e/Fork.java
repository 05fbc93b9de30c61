package io.github.httppool.e2e;

import java.io.File;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A JVM of its own with the class path of this one, less some jars. A class loader that
 * hides classes would not do: what is loaded by its parent is linked by its parent.
 */
final class Fork {

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
		try (JavaProcess process = JavaProcess.start(this.classPath, List.of(), main, List.of(arguments))) {
			return new Result(process.exitCode(), process.output().lines().toList());
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
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
