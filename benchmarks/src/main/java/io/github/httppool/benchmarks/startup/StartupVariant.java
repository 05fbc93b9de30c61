package io.github.httppool.benchmarks.startup;

import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.httppool.HttpPools;
import io.github.httppool.autoconfigure.HttpPoolAutoConfiguration;

/**
 * The application to be started: what differs is the starter.
 */
enum StartupVariant {

	WITHOUT("without the starter", false, Map.of("spring.http.clients.imperative.factory", "jdk")),

	OFF("httppool.enabled=false", false,
			Map.of("httppool.enabled", false, "spring.http.clients.imperative.factory", "jdk")),

	WITH("with the starter", true, Map.of());

	private final String title;

	private final boolean pooled;

	private final Map<String, Object> properties;

	StartupVariant(String title, boolean pooled, Map<String, Object> properties) {
		this.title = title;
		this.pooled = pooled;
		this.properties = properties;
	}

	String title() {
		return this.title;
	}

	/**
	 * Whether its calls go through a pool.
	 */
	boolean isPooled() {
		return this.pooled;
	}

	/**
	 * What the application sets in its environment. Without the starter it has the JDK's
	 * client, as one has that adds no library.
	 */
	Map<String, Object> applicationProperties() {
		return this.properties;
	}

	/**
	 * The class path of this JVM, for an application without the starter less the
	 * starter. Other client libraries stay on it, unused.
	 */
	String classPath() {
		String all = System.getProperty("java.class.path");
		if (this != WITHOUT) {
			return all;
		}
		Set<Path> starter = Stream.of(HttpPools.class, HttpPoolAutoConfiguration.class)
			.map(StartupVariant::location)
			.collect(Collectors.toSet());
		List<String> rest = Stream.of(all.split(File.pathSeparator))
			.filter((entry) -> !starter.contains(Path.of(entry).toAbsolutePath()))
			.toList();
		return String.join(File.pathSeparator, rest);
	}

	private static Path location(Class<?> type) {
		return Path.of(type.getProtectionDomain().getCodeSource().getLocation().getPath()).toAbsolutePath();
	}

}
