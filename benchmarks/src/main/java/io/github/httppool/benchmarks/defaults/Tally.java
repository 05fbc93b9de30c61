package io.github.httppool.benchmarks.defaults;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many calls succeeded, and why the others failed. Thread-safe.
 */
final class Tally {

	private final AtomicInteger succeeded = new AtomicInteger();

	// Guarded by this.
	private final Map<String, Integer> failures = new TreeMap<>();

	void succeeded() {
		this.succeeded.incrementAndGet();
	}

	synchronized void failed(String reason) {
		this.failures.merge(reason, 1, Integer::sum);
	}

	void failed(Throwable failure) {
		Throwable reason = (failure.getCause() != null) ? failure.getCause() : failure;
		failed(reason.getClass().getSimpleName());
	}

	int calls() {
		return this.succeeded.get() + failed();
	}

	synchronized int failed() {
		return this.failures.values().stream().mapToInt(Integer::intValue).sum();
	}

	synchronized String reasons() {
		return this.failures.isEmpty() ? "" : " " + this.failures;
	}

}
