package io.github.httppool.benchmarks.spike;

import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import io.github.httppool.benchmarks.harness.ClientApplication;
import io.github.httppool.benchmarks.harness.Latencies;
import io.github.httppool.benchmarks.harness.MarkdownTable;
import io.github.httppool.benchmarks.harness.Sample;
import io.github.httppool.benchmarks.harness.Variant;
import org.HdrHistogram.Histogram;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.boot.http.client.autoconfigure.reactive.ClientHttpConnectorBuilderCustomizer;
import org.springframework.boot.http.client.reactive.ReactorClientHttpConnectorBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * Measures a sudden burst: 50 calls of 2 ms at once on five warm connections, when
 * opening another one takes 150 ms ({@link SlowDial}) and 50 are allowed.
 * <p>
 * {@code WebClient} with this starter and on Reactor Netty's own pool take turns in one
 * JVM, each time in a new application context: five calls at once open five connections,
 * a thousand calls of 2 ms follow, two at a time (an answer is there a little before its
 * connection is free, so five at a time would open more), then comes the burst. The first
 * rounds warm the JVM up and do not count. Of 50 calls the 99th percentile is the
 * slowest.
 */
public final class SpikeProcess {

	private static final int WARM_CONNECTIONS = 5;

	private static final int WARM_UP_CALLS = 1000;

	private static final int WARM_UP_ROUNDS = 2;

	private static final int BURST = 50;

	private static final String CALL = "/after/2";

	private static final String LONG_CALL = "/after/700";

	private SpikeProcess() {
	}

	public static void main(String[] args) throws InterruptedException {
		URI server = URI.create(args[0]);
		int rounds = Integer.parseInt(args[2]);
		MarkdownTable table = new MarkdownTable("client", "round", "connections", "p50 ms", "p90 ms", "p99 ms");
		Map<Variant, double[][]> figures = new EnumMap<>(Variant.class);
		for (int round = 1 - WARM_UP_ROUNDS; round <= rounds; round++) {
			for (Variant variant : List.of(Variant.WEB_REACTOR, Variant.WEB_OURS)) {
				double[] measured = measure(variant, server);
				if (round > 0) {
					figures.computeIfAbsent(variant, (key) -> new double[rounds][])[round - 1] = measured;
					table.row(row(variant, Integer.toString(round), measured));
				}
			}
		}
		figures.forEach((variant, measured) -> table.row(row(variant, "median", medians(measured))));
		System.out.println(table);
		System.exit(0);
	}

	private static double[] measure(Variant variant, URI server) throws InterruptedException {
		try (ClientApplication application = new ClientApplication(variant, server, SlowDialConfiguration.class)) {
			SlowDial dials = application.bean(SlowDial.class);
			WebClient client = application.webClient();
			calls(client, LONG_CALL, WARM_CONNECTIONS, WARM_CONNECTIONS);
			calls(client, CALL, WARM_UP_CALLS, 2);
			if (dials.opened() != WARM_CONNECTIONS) {
				throw new IllegalStateException(
						"%s has %d warm connections".formatted(variant.title(), dials.opened()));
			}
			Histogram latencies = calls(client, CALL, BURST, BURST);
			// Connections that nobody waits for any more still count.
			Thread.sleep(3 * SlowDial.DELAY.toMillis());
			return new double[] { dials.opened(), millis(latencies, 50), millis(latencies, 90), millis(latencies, 99) };
		}
	}

	private static Histogram calls(WebClient client, String path, int count, int concurrency) {
		Histogram latencies = Latencies.histogram();
		Flux.range(0, count)
			.flatMap((index) -> call(client, path), concurrency)
			.toIterable()
			.forEach(latencies::recordValue);
		return latencies;
	}

	private static Mono<Long> call(WebClient client, String path) {
		return Mono.defer(() -> {
			long start = System.nanoTime();
			return client.get()
				.uri(path)
				.retrieve()
				.bodyToMono(String.class)
				.map((answer) -> System.nanoTime() - start);
		});
	}

	private static double millis(Histogram latencies, double percentile) {
		return latencies.getValueAtPercentile(percentile) / (double) Duration.ofMillis(1).toNanos();
	}

	private static double[] medians(double[][] measured) {
		double[] medians = new double[measured[0].length];
		for (int i = 0; i < medians.length; i++) {
			int figure = i;
			medians[i] = Sample.of(Arrays.stream(measured).mapToDouble((round) -> round[figure])).median();
		}
		return medians;
	}

	private static String[] row(Variant variant, String round, double[] measured) {
		return new String[] { variant.title(), round, "%.0f".formatted(measured[0]), "%.1f".formatted(measured[1]),
				"%.1f".formatted(measured[2]), "%.1f".formatted(measured[3]) };
	}

	@Configuration(proxyBeanMethods = false)
	static class SlowDialConfiguration {

		@Bean
		SlowDial slowDial() {
			return new SlowDial();
		}

		@Bean
		@Order(10)
		ClientHttpConnectorBuilderCustomizer<ReactorClientHttpConnectorBuilder> slowDialCustomizer(SlowDial slowDial) {
			return (builder) -> builder.withHttpClientCustomizer((client) -> client.doOnChannelInit(slowDial));
		}

	}

}
