package io.github.httppool.benchmarks.load;

import java.time.Duration;
import java.util.function.Supplier;
import java.util.stream.IntStream;

import io.github.httppool.benchmarks.harness.Answer;
import io.github.httppool.benchmarks.harness.Latencies;
import org.HdrHistogram.Histogram;
import reactor.core.publisher.Mono;

/**
 * Callers that hold no thread: each makes its next call on the thread that has brought
 * the last answer.
 */
final class ReactiveCallers implements Callers {

	private final int count;

	private final Supplier<Mono<String>> client;

	private final Answer answer;

	/**
	 * Creates the callers.
	 * @param count how many
	 * @param client makes a call
	 * @param answer what is to be answered
	 */
	ReactiveCallers(int count, Supplier<Mono<String>> client, Answer answer) {
		this.count = count;
		this.client = client;
		this.answer = answer;
	}

	@Override
	public Histogram call(Duration duration) {
		long end = System.nanoTime() + duration.toNanos();
		Histogram[] latencies = IntStream.range(0, this.count)
			.mapToObj((caller) -> Latencies.histogram())
			.toArray(Histogram[]::new);
		Mono.when(IntStream.range(0, this.count).mapToObj((caller) -> callUntil(end, latencies[caller])).toList())
			.block();
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
		// An empty answer is told as null.
		return this.client.get().doOnSuccess((received) -> {
			latencies.recordValue(System.nanoTime() - start);
			this.answer.check(received);
		});
	}

}
