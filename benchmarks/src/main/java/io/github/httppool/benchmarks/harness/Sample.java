package io.github.httppool.benchmarks.harness;

import java.util.Arrays;
import java.util.stream.DoubleStream;

/**
 * Values of the same thing, in ascending order.
 */
public record Sample(double[] sorted) {

	public static Sample of(DoubleStream values) {
		return new Sample(values.sorted().toArray());
	}

	public double median() {
		int half = this.sorted.length / 2;
		return (this.sorted.length % 2 == 1) ? this.sorted[half] : (this.sorted[half - 1] + this.sorted[half]) / 2;
	}

	public double min() {
		return this.sorted[0];
	}

	public double max() {
		return this.sorted[this.sorted.length - 1];
	}

	public double sum() {
		return Arrays.stream(this.sorted).sum();
	}

	/**
	 * Returns the median, and in brackets the range.
	 */
	public String withRange() {
		return "%.2f (%.2f-%.2f)".formatted(median(), min(), max());
	}

}
