package io.github.httppool.benchmarks.harness;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Calls by the second in which they were due, whenever they ended.
 */
public final class Timeline implements CallRecorder {

	private static final long SECOND = Duration.ofSeconds(1).toNanos();

	private final long start;

	private final List<DueCalls> seconds;

	/**
	 * Creates a timeline.
	 * @param start when the first second begins, in terms of {@link System#nanoTime}
	 * @param seconds how many there are
	 */
	public Timeline(long start, int seconds) {
		this.start = start;
		this.seconds = Stream.generate(DueCalls::new).limit(seconds).toList();
	}

	/**
	 * Returns a timeline that begins in a second, so that the threads of its load can
	 * start before the first call is due.
	 */
	public static Timeline soon(int seconds) {
		return new Timeline(System.nanoTime() + SECOND, seconds);
	}

	/**
	 * Returns when a second begins.
	 */
	public long begin(int second) {
		return this.start + second * SECOND;
	}

	public DueCalls second(int second) {
		return this.seconds.get(second);
	}

	/**
	 * Returns the calls of several seconds.
	 */
	public DueCalls sum(IntStream seconds) {
		DueCalls sum = new DueCalls();
		seconds.mapToObj(this::second).forEach((second) -> second.addTo(sum));
		return sum;
	}

	/**
	 * Tells the errors of all calls on the standard error, if there were any: those of a
	 * warm-up, which no report has.
	 */
	public void tellErrors() {
		DueCalls all = sum(IntStream.range(0, this.seconds.size()));
		if (all.errors() > 0) {
			System.err.printf("  %d errors while warming up, which do not count: %s%n", all.errors(), all.reasons());
		}
	}

	@Override
	public void started(long due, long now) {
		secondOf(due).started(now - due);
	}

	@Override
	public void answered(long due, long now) {
		secondOf(due).answered(now - due);
	}

	@Override
	public void failed(long due, long now, Throwable failure) {
		secondOf(due).failed(now - due, failure);
	}

	private DueCalls secondOf(long due) {
		return second((int) ((due - this.start) / SECOND));
	}

}
