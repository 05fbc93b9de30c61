package io.github.httppool.benchmarks.isolation;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import io.github.httppool.benchmarks.harness.ClientApplication;
import io.github.httppool.benchmarks.harness.NoisyNeighbours;
import io.github.httppool.benchmarks.harness.Options;

/**
 * Measures what a dependency that hangs does to the calls of another one.
 * <p>
 * All variants take turns in one JVM, each time in a new application context, which goes
 * through an {@link IsolationDrill}. A first round warms the JVM up, failing calls
 * included, and does not count.
 */
public final class IsolationProcess {

	private final URI server;

	private final IsolationDrill drill;

	private IsolationProcess(URI server, IsolationDrill drill) {
		this.server = server;
		this.drill = drill;
	}

	public static void main(String[] args) throws Exception {
		URI server = URI.create(args[0]);
		Options options = Options.parse(args, 2);
		IsolationDrill drill = new IsolationDrill(new InventorySwitch(server),
				new NoisyNeighbours(Long.parseLong(args[1])), options);
		String all = Arrays.stream(IsolationVariant.values())
			.map(IsolationVariant::key)
			.collect(Collectors.joining(","));
		List<IsolationVariant> variants = Arrays.stream(options.text("variants", all).split(","))
			.map(IsolationVariant::of)
			.toList();
		System.out.println(new IsolationProcess(server, drill).run(variants, options.number("rounds", 5)));
		System.exit(0);
	}

	private IsolationReport run(List<IsolationVariant> variants, int rounds) throws IOException, InterruptedException {
		Map<IsolationVariant, List<IsolationMeasurement>> measurements = new LinkedHashMap<>();
		for (int round = 0; round <= rounds; round++) {
			for (IsolationVariant variant : variants) {
				IsolationMeasurement measurement = measure(variant);
				System.err.printf("round %d/%d %-12s %s%n", round, rounds, variant.key(), measurement);
				if (round > 0) {
					measurements.computeIfAbsent(variant, (key) -> new ArrayList<>()).add(measurement);
				}
			}
		}
		return new IsolationReport(measurements);
	}

	private IsolationMeasurement measure(IsolationVariant variant) throws IOException, InterruptedException {
		try (ClientApplication application = variant.start(this.server)) {
			IsolationMeasurement measurement = this.drill.run(variant.calls(application));
			variant.verifyUse(application);
			return measurement;
		}
	}

}
