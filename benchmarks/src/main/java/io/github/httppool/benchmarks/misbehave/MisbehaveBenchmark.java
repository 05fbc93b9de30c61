package io.github.httppool.benchmarks.misbehave;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.httppool.benchmarks.harness.JavaProcess;
import io.github.httppool.benchmarks.harness.MarkdownTable;
import io.github.httppool.benchmarks.harness.Options;
import io.github.httppool.benchmarks.harness.Variant;

/**
 * Compares what becomes of calls to an upstream that misbehaves at random, with every
 * client and several limits of connections. Each combination is a
 * {@link MisbehaveProcess}, a fresh JVM, and the upstream plays each the same tricks.
 */
public final class MisbehaveBenchmark {

	private final List<Variant> variants;

	private final List<Integer> connections;

	private final int calls;

	private final String seed;

	private final String faults;

	public MisbehaveBenchmark(Options options) {
		String all = Stream
			.of(Variant.REST_JDK, Variant.REST_HC5, Variant.REST_REACTOR, Variant.REST_OURS, Variant.WEB_REACTOR,
					Variant.WEB_OURS)
			.map(Variant::key)
			.collect(Collectors.joining(","));
		this.variants = Arrays.stream(options.text("variants", all).split(",")).map(Variant::of).toList();
		this.connections = Arrays.stream(options.text("connections", "1,4,50").split(","))
			.map(Integer::valueOf)
			.toList();
		this.calls = options.number("calls", 200_000);
		this.seed = options.text("seed", "1");
		this.faults = options.text("faults", "0");
	}

	/**
	 * Makes all calls, and an equal share of them with each limit.
	 */
	public MarkdownTable run() throws IOException {
		MarkdownTable table = new MarkdownTable(
				Stream.concat(Stream.of("client", "max-connections"), Arrays.stream(MisbehaveProcess.titles()))
					.toArray(String[]::new));
		for (Variant variant : this.variants) {
			for (int limit : this.connections) {
				List<String> row = new ArrayList<>(List.of(variant.title(), String.valueOf(limit)));
				row.addAll(List.of(measure(variant, limit).split(" \\| ")));
				table.row(row.toArray(String[]::new));
			}
		}
		return table;
	}

	private String measure(Variant variant, int limit) throws IOException {
		int share = (this.calls + this.connections.size() - 1) / this.connections.size();
		try (JavaProcess process = JavaProcess.start(MisbehaveProcess.class, variant.key(), String.valueOf(limit),
				String.valueOf(share), this.seed, this.faults)) {
			return process.awaitLine(MisbehaveProcess.FIGURES);
		}
	}

}
