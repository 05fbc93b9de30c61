package io.github.httppool.benchmarks.harness;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Another JVM with the class path of this one. Its standard output is read here, its
 * errors go where ours go. Ends with this object.
 */
public final class JavaProcess implements AutoCloseable {

	public static final String HEAP = "heap 512 MB";

	private final Process process;

	private final BufferedReader output;

	private JavaProcess(Process process) {
		this.process = process;
		this.output = process.inputReader();
		Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
	}

	public static JavaProcess start(Class<?> main, String... args) throws IOException {
		return start(List.of(), System.getProperty("java.class.path"), List.of(), main, args);
	}

	/**
	 * Starts it by way of another command, such as {@code taskset}.
	 * @param prefix the command, which replaces itself with the one that follows
	 * @param main the class to run
	 * @param args its arguments
	 * @return the process
	 */
	public static JavaProcess startBy(List<String> prefix, Class<?> main, String... args) throws IOException {
		return start(prefix, System.getProperty("java.class.path"), List.of(), main, args);
	}

	/**
	 * Starts a JVM with another class path.
	 */
	public static JavaProcess startWith(String classPath, Class<?> main, String... args) throws IOException {
		return start(List.of(), classPath, List.of(), main, args);
	}

	/**
	 * Starts one with further arguments of the JVM itself.
	 */
	public static JavaProcess start(List<String> jvmArgs, Class<?> main, String... args) throws IOException {
		return start(List.of(), System.getProperty("java.class.path"), jvmArgs, main, args);
	}

	private static JavaProcess start(List<String> prefix, String classPath, List<String> jvmArgs, Class<?> main,
			String... args) throws IOException {
		List<String> command = new ArrayList<>(prefix);
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		command.addAll(jvmArguments());
		command.addAll(jvmArgs);
		command.addAll(List.of("-cp", classPath, main.getName()));
		command.addAll(List.of(args));
		return new JavaProcess(new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
	}

	/**
	 * Returns the arguments of every JVM that measures, those asked for included.
	 */
	public static List<String> jvmArguments() {
		List<String> arguments = new ArrayList<>(List.of("-Xms512m", "-Xmx512m"));
		// As the manifest of an application packaged by Spring Boot says.
		arguments.add("--enable-native-access=ALL-UNNAMED");
		arguments.addAll(List.of(System.getProperty("benchmarks.jvm-args", "").split(" ")));
		arguments.removeIf(String::isEmpty);
		return arguments;
	}

	/**
	 * Returns the rest of the first line that begins with the given word, when it comes.
	 * Lines before it, which say what went wrong, go to the errors.
	 */
	public String awaitLine(String firstWord) throws IOException {
		String line;
		while ((line = this.output.readLine()) != null) {
			if (line.startsWith(firstWord + " ")) {
				return line.substring(firstWord.length() + 1);
			}
			System.err.println(line);
		}
		throw new IOException("A JVM ended without the line '%s ...'".formatted(firstWord));
	}

	public long pid() {
		return this.process.pid();
	}

	/**
	 * Prints what it prints, until it ends.
	 */
	public void printToEnd() throws IOException, InterruptedException {
		readToEnd(System.out::println);
	}

	/**
	 * Reads what it prints, until it ends.
	 */
	public void readToEnd(Consumer<String> reader) throws IOException, InterruptedException {
		String line;
		while ((line = this.output.readLine()) != null) {
			reader.accept(line);
		}
		int exit = this.process.waitFor();
		if (exit != 0) {
			throw new IOException("A JVM ended with exit code " + exit);
		}
	}

	/**
	 * Tells it to end, as a platform does that replaces an instance (SIGTERM), and reads
	 * what it prints until it has ended.
	 */
	public void stop(Consumer<String> reader) throws IOException, InterruptedException {
		// Not the process itself: that would close its output at once.
		this.process.toHandle().destroy();
		String line;
		while ((line = this.output.readLine()) != null) {
			reader.accept(line);
		}
		this.process.waitFor();
	}

	@Override
	public void close() {
		this.process.destroy();
		try {
			if (!this.process.waitFor(10, TimeUnit.SECONDS)) {
				this.process.destroyForcibly();
			}
		}
		catch (InterruptedException ex) {
			this.process.destroyForcibly();
			Thread.currentThread().interrupt();
		}
	}

}
