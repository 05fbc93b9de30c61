package io.github.httppool.benchmarks.plot;

import java.util.List;

/**
 * Values of one thing over another, usually over time.
 *
 * @param name what it is, as the legend says
 * @param points the values, in ascending order of {@code x}
 */
public record Series(String name, List<Point> points) {

	public Series {
		points = List.copyOf(points);
	}

	public Series named(String other) {
		return new Series(other, this.points);
	}

	public double highest() {
		return this.points.stream().mapToDouble(Point::y).max().orElse(0);
	}

	/**
	 * A value.
	 *
	 * @param x where, or when
	 * @param y the value
	 */
	public record Point(double x, double y) {
	}

}
