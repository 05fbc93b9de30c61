package io.github.httppool.benchmarks.idle;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

import io.github.httppool.benchmarks.harness.JavaProcess;

/**
 * What the idle connections of one client take.
 *
 * @param heapBytes how much more is on the heap with them
 * @param cores share of a core that the process uses, while nothing happens
 * @param quiet whether no other process used more than a tenth of a core meanwhile
 * @param classes the bytes on the heap by class
 */
record IdleMeasurement(long heapBytes, double cores, boolean quiet, Map<String, Long> classes) {

	private static final String OURS = "io.github.httppool.";

	static IdleMeasurement of(IdleClient client, String port, long serverPid, int connections, int seconds)
			throws IOException, InterruptedException {
		Map<String, Long> classes = new HashMap<>();
		String[] figures = new String[3];
		try (JavaProcess process = JavaProcess.start(IdleProcess.class, client.name(), port,
				Integer.toString(connections), Integer.toString(seconds), Long.toString(serverPid))) {
			process.readToEnd((line) -> {
				String[] words = line.split(" ");
				switch (words[0]) {
					case IdleProcess.CLASS -> classes.put(words[2], Long.parseLong(words[1]));
					case IdleProcess.FIGURES -> System.arraycopy(words, 1, figures, 0, figures.length);
					default -> System.err.println(line);
				}
			});
		}
		return new IdleMeasurement(Long.parseLong(figures[0]), Double.parseDouble(figures[1]),
				Boolean.parseBoolean(figures[2]), classes);
	}

	/**
	 * The bytes of the starter's own classes; what these hold of others' is not in it.
	 */
	long ownBytes() {
		return this.classes.entrySet()
			.stream()
			.filter((grown) -> grown.getKey().startsWith(OURS))
			.mapToLong(Map.Entry::getValue)
			.sum();
	}

}
