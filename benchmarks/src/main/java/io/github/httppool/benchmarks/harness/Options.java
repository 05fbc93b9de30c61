package io.github.httppool.benchmarks.harness;

import java.util.Arrays;
import java.util.Map;
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
