package io.github.httppool.benchmarks.field;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Does something at equal intervals, until it is closed. Closing it fails if that has
 * failed.
 */
final class Sampler implements AutoCloseable {

	private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor((task) -> {
		Thread thread = new Thread(task, "sampler");
		thread.setDaemon(true);
		return thread;
	});

	private final ScheduledFuture<?> samples;

	Sampler(Duration interval, Runnable sample) {
		this.samples = this.executor.scheduleAtFixedRate(sample, 0, interval.toMillis(), TimeUnit.MILLISECONDS);
	}

	@Override
	public void close() {
		boolean failed = this.samples.isDone();
		this.executor.shutdownNow();
		if (failed) {
			fail();
		}
	}

	private void fail() {
		try {
			this.samples.get();
		}
		catch (InterruptedException | ExecutionException ex) {
			throw new IllegalStateException("A sample could not be taken", ex);
		}
	}

}
