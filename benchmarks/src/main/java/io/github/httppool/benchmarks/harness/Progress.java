package io.github.httppool.benchmarks.harness;

import java.time.Duration;

/**
 * Prints the current step and an estimate of the time left to the standard error.
 */
public final class Progress {

	private final long start = System.nanoTime();

	private final int steps;

	private int done;

	public Progress(int steps) {
		this.steps = steps;
	}

	/**
	 * Says what begins now.
	 */
	public void begins(String step) {
		System.err.printf("%d/%d %s%s%n", this.done + 1, this.steps, step, (this.done > 0) ? remaining() : "");
	}

	/**
	 * Says what has come out.
	 */
	public void done(String result) {
		this.done++;
		System.err.println("  " + result);
	}

	private String remaining() {
		long nanos = (System.nanoTime() - this.start) / this.done * (this.steps - this.done);
		return ", about %d min left".formatted(Duration.ofNanos(nanos).plusSeconds(59).toMinutes());
	}

}
