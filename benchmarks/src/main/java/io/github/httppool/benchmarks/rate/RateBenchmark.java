package io.github.httppool.benchmarks.rate;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.httppool.benchmarks.harness.JavaProcess;
import io.github.httppool.benchmarks.harness.Options;
import io.github.httppool.benchmarks.harness.Progress;
import io.github.httppool.benchmarks.harness.Upstream;
import io.github.httppool.benchmarks.harness.Variant;

/**
 * Measures the latency of every client when calls arrive on their own clock.
 * <p>
 * In each round each client has a {@link RateProcess}, a fresh JVM, and goes through all
 * rates in it; clients take turns, A B C A B C. Calls are due at the same times for all
 * clients of a round, and at others in the next.
 */
public final class RateBenchmark {

	private final Options options;

	private final RatePlan plan;

	private final List<Variant> variants;

	private final int rounds;

	public RateBenchmark(Options options) {
		this.options = options;
		this.plan = RatePlan.of(options);
		this.rounds = options.number("rounds", 3);
		String all = Arrays.stream(Variant.values())
			.filter(Variant::isWhole)
			.map(Variant::key)
			.collect(Collectors.joining(","));
		this.variants = Arrays.stream(options.text("variants", all).split(",")).map(Variant::of).toList();
	}

	public RateReport run() throws IOException, InterruptedException {
		try (Upstream upstream = this.plan.answerTime().startUpstream()) {
			return new RateReport("server: %s, %s".formatted(upstream.name(), this.plan), this.plan.rates(),
					measure(upstream));
		}
	}

	private Map<Variant, List<RateMeasurement>> measure(Upstream upstream) throws IOException {
		Progress progress = new Progress(this.rounds * this.variants.size());
		Map<Variant, List<RateMeasurement>> measurements = new LinkedHashMap<>();
		for (int round = 1; round <= this.rounds; round++) {
			for (Variant variant : this.variants) {
				progress.begins("round %d of %d, %s".formatted(round, this.rounds, variant.key()));
				List<RateMeasurement> measured = measure(variant, upstream, round);
				progress.done(measured.stream().map(String::valueOf).collect(Collectors.joining("\n  ")));
				measurements.computeIfAbsent(variant, (key) -> new ArrayList<>()).addAll(measured);
			}
		}
		return measurements;
	}

	private List<RateMeasurement> measure(Variant variant, Upstream upstream, int round) throws IOException {
		String[] arguments = Stream
			.concat(Stream.of(variant.key(), upstream.uri().toString(), Long.toString(upstream.pid()),
					Integer.toString(round)), this.options.arguments())
			.toArray(String[]::new);
		List<RateMeasurement> measurements = new ArrayList<>();
		try (JavaProcess process = JavaProcess.start(RateProcess.class, arguments)) {
			while (measurements.size() < this.plan.rates().size()) {
				measurements.add(RateMeasurement.parse(process.awaitLine(RateProcess.MEASUREMENT)));
			}
		}
		return measurements;
	}

}
