package io.github.httppool.benchmarks.idle;

import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.Map;

import javax.management.JMException;
import javax.management.ObjectName;

/**
 * The live objects of this JVM by class, in bytes, as {@code jcmd GC.class_histogram}
 * tells them.
 */
record ClassHistogram(Map<String, Long> bytes) {

	private static final String COMMANDS = "com.sun.management:type=DiagnosticCommand";

	private static final int BYTES = 2;

	private static final int NAME = 3;

	static ClassHistogram now() throws JMException {
		Object text = ManagementFactory.getPlatformMBeanServer()
			.invoke(new ObjectName(COMMANDS), "gcClassHistogram", new Object[] { new String[0] },
					new String[] { String[].class.getName() });
		return parse((String) text);
	}

	static ClassHistogram parse(String text) {
		Map<String, Long> bytes = new HashMap<>();
		text.lines().map((line) -> line.trim().split("\\s+")).filter(ClassHistogram::isRow).forEach((row) ->
		// Classes of the same name by several loaders have a row each.
		bytes.merge(row[NAME], Long.parseLong(row[BYTES]), Long::sum));
		if (bytes.isEmpty()) {
			throw new IllegalStateException("Not a class histogram: " + text);
		}
		return new ClassHistogram(bytes);
	}

	/**
	 * As in {@code 1: 4,711 10020 java.lang.String (java.base@25)}, with no comma.
	 */
	private static boolean isRow(String[] words) {
		return words.length > NAME && words[0].matches("\\d+:");
	}

	ClassHistogram minus(ClassHistogram before) {
		Map<String, Long> grown = new HashMap<>();
		this.bytes.forEach((name, now) -> grown.put(name, now - before.bytes.getOrDefault(name, 0L)));
		return new ClassHistogram(grown);
	}

	void print() {
		this.bytes.forEach((name, grown) -> System.out.printf("%s %d %s%n", IdleProcess.CLASS, grown, name));
	}

}
