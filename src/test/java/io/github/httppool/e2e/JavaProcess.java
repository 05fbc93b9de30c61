package io.github.httppool.e2e;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A JVM of its own.
 */
final class JavaProcess extends ChildProcess {

	/**
	 * What a JVM returns that was asked to end by its operating system.
	 */
	static final int TERMINATED = 143;

	/**
	 * Starts faster, and says nothing about what newer JVMs think of Netty.
	 */
	private static final List<String> OPTIONS = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx256m",
			"-XX:+IgnoreUnrecognizedVMOptions", "--enable-native-access=ALL-UNNAMED",
			"--sun-misc-unsafe-memory-access=allow");

	private JavaProcess(List<String> command, Class<?> main) throws IOException {
		super(main.getSimpleName(), command);
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
		return new JavaProcess(command, main);
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
		return new JavaProcess(command(classPath, options, main, arguments), main);
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

}
