package io.github.httppool.benchmarks.harness;

/**
 * Learns what becomes of the calls of an {@link OpenLoad}, from many threads at once.
 * Times are those of {@link System#nanoTime}.
 */
public interface CallRecorder {

	/**
	 * A call is about to be made.
	 * @param due when it was to be made
	 * @param now when it is made
	 */
	void started(long due, long now);

	void answered(long due, long now);

	void failed(long due, long now, Throwable failure);

}
