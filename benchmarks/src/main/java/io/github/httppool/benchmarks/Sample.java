package io.github.httppool.benchmarks;

import java.util.stream.DoubleStream;

/**
 * Values of the same thing, in ascending order.
 */
record Sample(double[] sorted) {

	static Sample of(DoubleStream values) {
		return new Sample(values.sorted().toArray());
	}

	double median() {
		int half = this.sorted.length / 2;
		return (this.sorted.length % 2 == 1) ? this.sorted[half] : (this.sorted[half - 1] + this.sorted[half]) / 2;
	}

	double min() {
		return this.sorted[0];
	}

	double max() {
		return this.sorted[this.sorted.length - 1];
	}

	/**
	 * Returns the median, and in brackets the range.
	 */
	String withRange() {
		return "%.2f (%.2f-%.2f)".formatted(median(), min(), max());
	}

}
