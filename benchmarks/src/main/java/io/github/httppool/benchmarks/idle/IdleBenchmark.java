package io.github.httppool.benchmarks.idle;

import java.io.IOException;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.Map;

import io.github.httppool.benchmarks.harness.JavaProcess;
import io.github.httppool.benchmarks.harness.Machine;
import io.github.httppool.benchmarks.harness.MarkdownTable;
import io.github.httppool.benchmarks.harness.Options;

/**
 * Opens idle connections to as many hosts with one client after the other, and compares
 * what they take with bare channels of Netty. Both ends need a file descriptor for each.
 */
public final class IdleBenchmark {

	private static final int LARGEST_CLASSES = 25;

	private static final int WINDOW_SECONDS = 60;

	private final int connections;

	private final int seconds;

	private final Map<IdleClient, IdleMeasurement> measured = new EnumMap<>(IdleClient.class);

	public IdleBenchmark(Options options) {
		this.connections = options.number("connections", 10_000);
		this.seconds = options.number("window", WINDOW_SECONDS);
	}

	public String run() throws IOException, InterruptedException {
		try (JavaProcess server = JavaProcess.start(IdleServer.class)) {
			String port = server.awaitLine(IdleServer.PORT);
			for (IdleClient client : IdleClient.values()) {
				System.err.printf("%s: %,d connections, idle for %d s%n", client.title(), this.connections,
						this.seconds);
				this.measured.put(client,
						IdleMeasurement.of(client, port, server.pid(), this.connections, this.seconds));
			}
		}
		return "%s%n%s%n%s".formatted(costs(), classes(), disturbances());
	}

	private MarkdownTable costs() {
		MarkdownTable table = new MarkdownTable("%,d idle connections to as many hosts".formatted(this.connections),
				"bytes of heap each", "beyond Netty", "in classes of the starter", "% of a core", "% beyond Netty");
		IdleMeasurement floor = this.measured.get(IdleClient.NETTY);
		this.measured.forEach((client, cost) -> table.row(client.title(), each(cost.heapBytes()),
				each(cost.heapBytes() - floor.heapBytes()), each(cost.ownBytes()), percent(cost.cores()),
				percent(cost.cores() - floor.cores())));
		return table;
	}

	private MarkdownTable classes() {
		Map<String, Long> ours = this.measured.get(IdleClient.OURS).classes();
		Map<String, Long> floor = this.measured.get(IdleClient.NETTY).classes();
		MarkdownTable table = new MarkdownTable("class, with the starter", "bytes each", "beyond Netty");
		ours.entrySet()
			.stream()
			.sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder()))
			.limit(LARGEST_CLASSES)
			.forEach((grown) -> table.row('`' + grown.getKey() + '`', each(grown.getValue()),
					each(grown.getValue() - floor.getOrDefault(grown.getKey(), 0L))));
		return table;
	}

	private String each(long bytes) {
		return "%,d".formatted(Math.round((double) bytes / this.connections));
	}

	private static String percent(double cores) {
		return "%.2f".formatted(100 * cores);
	}

	private String disturbances() {
		return Machine.disturbed(this.measured.values().stream().filter((cost) -> !cost.quiet()).count(),
				this.measured.size());
	}

}
