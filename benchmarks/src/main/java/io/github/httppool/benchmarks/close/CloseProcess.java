package io.github.httppool.benchmarks.close;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;

import io.github.httppool.benchmarks.harness.ClientApplication;
import io.github.httppool.benchmarks.harness.MarkdownTable;
import io.github.httppool.benchmarks.harness.Sample;
import io.github.httppool.benchmarks.harness.Upstream;
import io.github.httppool.benchmarks.harness.Variant;

import org.springframework.http.client.ClientHttpResponse;
import org.springframework.web.client.RestClient;

/**
 * Measures how long a caller is held up who gives a slow response up: it reads one byte
 * of a response that takes seven seconds, and closes it. Closing is what
 * {@code RestClient} does after each call, however little of the body was read.
 */
public final class CloseProcess {

	private CloseProcess() {
	}

	public static void main(String[] args) {
		URI server = URI.create(args[0]);
		int rounds = Integer.parseInt(args[2]);
		MarkdownTable table = new MarkdownTable("client", "close, median ms", "min ms", "max ms");
		List<Variant> variants = Arrays.stream(Variant.values())
			.filter((variant) -> variant.isWhole() && !variant.isReactive())
			.toList();
		for (Variant variant : variants) {
			try (ClientApplication application = new ClientApplication(variant, server)) {
				RestClient client = application.restClient();
				client.get().uri(Upstream.PATH).retrieve().body(String.class);
				Sample times = Sample.of(DoubleStream.generate(() -> timeToClose(client)).limit(rounds));
				table.row(variant.title(), millis(times.median()), millis(times.min()), millis(times.max()));
			}
		}
		System.out.println(table);
		System.exit(0);
	}

	private static double timeToClose(RestClient client) {
		return client.get().uri("/drops").exchange((request, response) -> timeToClose(response), false);
	}

	private static double timeToClose(ClientHttpResponse response) {
		try {
			if (response.getBody().read() < 0) {
				throw new IllegalStateException("The response is empty");
			}
			long start = System.nanoTime();
			response.close();
			return (System.nanoTime() - start) / (double) Duration.ofMillis(1).toNanos();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static String millis(double value) {
		return "%,.2f".formatted(value);
	}

}
