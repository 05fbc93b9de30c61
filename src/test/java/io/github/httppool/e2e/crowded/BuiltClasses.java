package io.github.httppool.e2e.crowded;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Classes that are on the class path as files in a folder, as {@code mvn test} has them.
 */
final class BuiltClasses {

	private static final String SUFFIX = ".class";

	private BuiltClasses() {
	}

	/**
	 * Loads all of them. A class in a folder is read when it is first used, which takes a
	 * descriptor each time; a jar stays open.
	 */
	static void load() throws IOException {
		List<Path> folders = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
			.filter((entry) -> !entry.isEmpty())
			.map(Path::of)
			.filter(Files::isDirectory)
			.toList();
		for (Path folder : folders) {
			try (Stream<Path> files = Files.walk(folder)) {
				files.map((file) -> folder.relativize(file).toString())
					.filter((file) -> file.endsWith(SUFFIX) && !file.endsWith("-info.class"))
					.forEach(BuiltClasses::load);
			}
		}
	}

	private static void load(String file) {
		String name = file.substring(0, file.length() - SUFFIX.length()).replace(File.separatorChar, '.');
		try {
			Class.forName(name, false, BuiltClasses.class.getClassLoader());
		}
		catch (ClassNotFoundException | LinkageError ex) {
			System.out.printf("cannot be used here: %s (%s)%n", name, ex);
		}
	}

}
