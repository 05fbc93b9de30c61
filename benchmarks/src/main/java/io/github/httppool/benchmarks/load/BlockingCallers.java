package io.github.httppool.benchmarks.load;

import java.time.Duration;
import java.util.Collections;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;

import io.github.httppool.benchmarks.harness.Answer;
import io.github.httppool.benchmarks.harness.Latencies;
import org.HdrHistogram.Histogram;

/**
 * Callers that are platform threads. They outlive a run, so that what they allocated can
 * still be asked for.
 */
final class BlockingCallers implements Callers {

	private final int count;

	private final Supplier<String> client;

	private final Answer answer;

	private final ExecutorService threads;

	/**
	 * Creates the callers.
	 * @param count how many
	 * @param client makes a call
	 * @param answer what is to be answered
	 */
	BlockingCallers(int count, Supplier<String> client, Answer answer) {
		this.count = count;
		this.client = client;
		this.answer = answer;
		this.threads = Executors.newFixedThreadPool(count, (runnable) -> {
			Thread thread = new Thread(runnable, "caller");
			thread.setDaemon(true);
			return thread;
		});
	}

	@Override
	public Histogram call(Duration duration) {
		long end = System.nanoTime() + duration.toNanos();
		Histogram all = Latencies.histogram();
		try {
			Callable<Histogram> caller = () -> callUntil(end);
			for (Future<Histogram> latencies : this.threads.invokeAll(Collections.nCopies(this.count, caller))) {
				all.add(latencies.get());
			}
			return all;
		}
		catch (InterruptedException | ExecutionException ex) {
			throw new IllegalStateException("The load has failed", ex);
		}
	}

	private Histogram callUntil(long end) {
		Histogram latencies = Latencies.histogram();
		long start;
		while ((start = System.nanoTime()) - end < 0) {
			String received = this.client.get();
			latencies.recordValue(System.nanoTime() - start);
			this.answer.check(received);
		}
		return latencies;
	}

}
