package io.github.httppool.benchmarks.harness;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What was asked for on the command line, as {@code --name=value}.
 */
public record Options(Map<String, String> values) {

	public static Options parse(String[] args, int from) {
		return new Options(Arrays.stream(args, from, args.length)
			.map(Options::split)
			.collect(Collectors.toMap((pair) -> pair[0], (pair) -> pair[1])));
	}

	private static String[] split(String arg) {
		int equals = arg.indexOf('=');
		if (!arg.startsWith("--") || equals < 0) {
			throw new IllegalArgumentException("Options are --name=value, not " + arg);
		}
		return new String[] { arg.substring(2, equals), arg.substring(equals + 1) };
	}

	/**
	 * Refuses options that nobody reads, as a misspelled one would go unnoticed for as
	 * long as the benchmark takes.
	 */
	public void assertAreAmong(Set<String> names) {
		for (String name : this.values.keySet()) {
			if (!names.contains(name)) {
				throw new IllegalArgumentException(
						"There is no option --%s, only %s".formatted(name, new TreeSet<>(names)));
			}
		}
	}

	/**
	 * Returns them as they were on the command line, for another process.
	 */
	public Stream<String> arguments() {
		return this.values.entrySet().stream().map((option) -> "--" + option.getKey() + "=" + option.getValue());
	}

	public int number(String name, int otherwise) {
		String value = this.values.get(name);
		return (value != null) ? Integer.parseInt(value) : otherwise;
	}

	public String text(String name, String otherwise) {
		return this.values.getOrDefault(name, otherwise);
	}

}
