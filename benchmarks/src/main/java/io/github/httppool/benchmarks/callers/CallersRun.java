package io.github.httppool.benchmarks.callers;

import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

import io.github.httppool.benchmarks.harness.Sample;
import io.github.httppool.benchmarks.harness.Variant;

/**
 * What became of one client's calls, second by second and step by step, and whether it
 * held.
 *
 * @param variant the client
 * @param seconds the seconds
 * @param steps the steps
 */
public record CallersRun(Variant variant, List<Second> seconds, List<Step> steps) {

	/** What the 99th percentile of every second is to stay under. */
	public static final int LIMIT_MILLIS = 200;

	/**
	 * Descriptors and connections are counted one after the other, and meanwhile a
	 * connection may be opened or closed.
	 */
	private static final int COUNTING_ERROR = 2;

	/**
	 * Returns whether the 99th percentile of every single second stayed under the limit.
	 */
	public boolean isLatencyHeld() {
		return secondsOverLimit() == 0;
	}

	public long secondsOverLimit() {
		return this.seconds.stream().filter(CallersRun::isOverLimit).count();
	}

	/**
	 * Returns how many of the seconds over the limit were disturbed by other processes.
	 */
	public long disturbedSecondsOverLimit() {
		return this.seconds.stream().filter((second) -> isOverLimit(second) && !second.quiet()).count();
	}

	private static boolean isOverLimit(Second second) {
		return second.p99Millis() >= LIMIT_MILLIS;
	}

	public double worstP99Millis() {
		return sample(this.seconds, Second::p99Millis).max();
	}

	public long errors() {
		return this.steps.stream().mapToLong(Step::errors).sum();
	}

	public long calls() {
		return this.steps.stream().mapToLong(Step::calls).sum();
	}

	/**
	 * Returns whether descriptors are those of connections, of which there never were
	 * more than allowed, and of nothing else that has become more since the first step.
	 * More callers have more connections; what must not grow is the rest, in which a
	 * socket is from when its connection is closed by either side until it is given back.
	 */
	public boolean areDescriptorsFlat() {
		return otherDescriptorsLast() - otherDescriptorsFirst() <= COUNTING_ERROR
				&& mostConnections() <= Variant.MAX_CONNECTIONS;
	}

	public double otherDescriptorsFirst() {
		return otherDescriptors(0);
	}

	public double otherDescriptorsLast() {
		return otherDescriptors(this.steps.size() - 1);
	}

	private double otherDescriptors(int step) {
		return sample(secondsOf(step), (second) -> second.holdings().otherDescriptors()).median();
	}

	public int mostConnections() {
		return (int) sample(this.seconds, (second) -> second.holdings().connections()).max();
	}

	/**
	 * Returns the seconds of a step; all steps have equally many.
	 */
	public List<Second> secondsOf(int step) {
		int each = this.seconds.size() / this.steps.size();
		return this.seconds.subList(step * each, (step + 1) * each);
	}

	public long disturbedSeconds() {
		return this.seconds.stream().filter((second) -> !second.quiet()).count();
	}

	/**
	 * Returns a title and a line for each second.
	 */
	List<String> toCsv() {
		return Stream.concat(Stream.of(Second.CSV_HEADER), this.seconds.stream().map(Second::toCsv)).toList();
	}

	static Sample sample(List<Second> seconds, ToDoubleFunction<Second> figure) {
		return Sample.of(seconds.stream().mapToDouble(figure));
	}

}
