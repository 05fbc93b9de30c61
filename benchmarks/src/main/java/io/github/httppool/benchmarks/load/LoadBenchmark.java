package io.github.httppool.benchmarks.load;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import io.github.httppool.benchmarks.harness.JavaProcess;
import io.github.httppool.benchmarks.harness.Options;
import io.github.httppool.benchmarks.harness.Upstream;
import io.github.httppool.benchmarks.harness.Variant;

/**
 * Measures every client under the same closed-loop {@link Load}.
 * <p>
 * Each measurement is a {@link LoadProcess}, a fresh JVM, so that CPU time and heap are
 * that client's alone and no client runs on code the compiler has shaped for another. A
 * round measures all clients one after the other; rounds repeat in the same order (A B C
 * A B C), so that a machine that is slower for a while is so for all of them.
 */
public final class LoadBenchmark {

	private final Upstream upstream;

	private final List<Variant> variants;

	private final int rounds;

	private final String patience;

	private final String warmUp;

	private final String window;

	public LoadBenchmark(Upstream upstream, Options options) {
		this.upstream = upstream;
		this.rounds = options.number("rounds", 5);
		this.patience = options.text("patience", "20");
		this.warmUp = options.text("warm-up", "8");
		this.window = options.text("window", "8");
		String all = Arrays.stream(Variant.values())
			.filter(Variant::isWhole)
			.map(Variant::key)
			.collect(Collectors.joining(","));
		this.variants = Arrays.stream(options.text("variants", all).split(",")).map(Variant::of).toList();
	}

	/**
	 * Runs all rounds.
	 * @return the measurements of each variant, in the order of the rounds
	 */
	public LoadReport run() throws IOException {
		Map<Variant, List<Measurement>> measurements = new LinkedHashMap<>();
		for (int round = 1; round <= this.rounds; round++) {
			for (Variant variant : this.variants) {
				Measurement measurement = measure(variant);
				System.err.printf("round %d/%d %-13s %s%n", round, this.rounds, variant.key(), measurement);
				measurements.computeIfAbsent(variant, (key) -> new ArrayList<>()).add(measurement);
			}
		}
		return new LoadReport(measurements);
	}

	private Measurement measure(Variant variant) throws IOException {
		try (JavaProcess process = JavaProcess.start(LoadProcess.class, variant.key(), this.upstream.uri().toString(),
				Long.toString(this.upstream.pid()), this.warmUp, this.window, this.patience)) {
			return Measurement.parse(process.awaitLine(LoadProcess.MEASUREMENT));
		}
	}

}
