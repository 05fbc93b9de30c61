package io.github.httppool.benchmarks.load;

import java.time.Duration;
import java.util.Collections;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import io.github.httppool.benchmarks.harness.Latencies;
import io.github.httppool.benchmarks.harness.Upstream;
import org.HdrHistogram.Histogram;

import org.springframework.web.client.RestClient;

/**
 * Callers that are platform threads. They outlive a run, so that what they allocated can
 * still be asked for.
 */
final class BlockingLoad extends Load {

	private final ExecutorService callers = Executors.newFixedThreadPool(CALLERS, (runnable) -> {
		Thread thread = new Thread(runnable, "caller");
		thread.setDaemon(true);
		return thread;
	});

	private final RestClient client;

	BlockingLoad(RestClient client) {
		this.client = client;
	}

	@Override
	Histogram run(Duration duration) {
		long end = System.nanoTime() + duration.toNanos();
		Histogram all = Latencies.histogram();
		try {
			Callable<Histogram> caller = () -> callUntil(end);
			for (Future<Histogram> latencies : this.callers.invokeAll(Collections.nCopies(CALLERS, caller))) {
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
			note(this.client.get().uri(Upstream.PATH).retrieve().body(String.class), start, latencies);
		}
		return latencies;
	}

}
