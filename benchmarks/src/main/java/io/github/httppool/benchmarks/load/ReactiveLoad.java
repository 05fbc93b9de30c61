package io.github.httppool.benchmarks.load;

import java.time.Duration;
import java.util.stream.IntStream;

import io.github.httppool.benchmarks.harness.Latencies;
import io.github.httppool.benchmarks.harness.Upstream;
import org.HdrHistogram.Histogram;
import reactor.core.publisher.Mono;

import org.springframework.web.reactive.function.client.WebClient;

/**
 * Callers that hold no thread: each makes its next call on the event loop that has
 * brought the last answer.
 */
final class ReactiveLoad extends Load {

	private final WebClient client;

	ReactiveLoad(WebClient client) {
		this.client = client;
	}

	@Override
	Histogram run(Duration duration) {
		long end = System.nanoTime() + duration.toNanos();
		Histogram[] latencies = IntStream.range(0, CALLERS)
			.mapToObj((caller) -> Latencies.histogram())
			.toArray(Histogram[]::new);
		Mono.when(IntStream.range(0, CALLERS).mapToObj((caller) -> callUntil(end, latencies[caller])).toList()).block();
		Histogram all = Latencies.histogram();
		for (Histogram each : latencies) {
			all.add(each);
		}
		return all;
	}

	private Mono<Void> callUntil(long end, Histogram latencies) {
		return Mono.defer(() -> call(latencies)).repeat(() -> System.nanoTime() - end < 0).then();
	}

	private Mono<String> call(Histogram latencies) {
		long start = System.nanoTime();
		return this.client.get()
			.uri(Upstream.PATH)
			.retrieve()
			.bodyToMono(String.class)
			.doOnNext((answer) -> note(answer, start, latencies));
	}

}
