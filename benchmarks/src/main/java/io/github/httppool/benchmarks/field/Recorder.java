package io.github.httppool.benchmarks.field;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.httppool.benchmarks.plot.Series;

/**
 * Tells the process that has started this one what is measured here, by lines of the
 * standard output. {@link Recording} reads them.
 */
final class Recorder {

	static final String POINT = "point";

	static final String FIGURE = "figure";

	static final String TEXT = "text";

	static final String PHASE = "phase";

	/** Begins each line, so that what is logged cannot be mistaken for one. */
	static final String PREFIX = "@field";

	static final String SEPARATOR = "\t";

	private long start = System.nanoTime();

	private final Map<String, Double> phases = new LinkedHashMap<>();

	/**
	 * Returns the time since the first phase began, in seconds.
	 */
	double seconds() {
		return seconds(System.nanoTime());
	}

	/**
	 * Returns the time from then to the given one, in seconds.
	 */
	double seconds(long nanoTime) {
		return (nanoTime - this.start) / 1e9;
	}

	/**
	 * Adds a value of this moment to a series.
	 */
	void point(String series, double value) {
		point(series, seconds(), value);
	}

	void series(Series series) {
		series.points().forEach((point) -> point(series.name(), point.x(), point.y()));
	}

	void figure(String name, double value) {
		line(FIGURE, name, Double.toString(value));
	}

	void text(String name, String text) {
		line(TEXT, name, text);
	}

	/**
	 * Says what is done from now on. The first time, the clock begins.
	 */
	void phase(String name) {
		if (this.phases.isEmpty()) {
			this.start = System.nanoTime();
		}
		double now = seconds();
		this.phases.put(name, now);
		line(PHASE, name, Double.toString(now));
	}

	/**
	 * Returns the visits that were due in a phase that is over.
	 */
	Visits during(String phase, Visits visits) {
		List<String> names = List.copyOf(this.phases.keySet());
		String next = names.get(names.indexOf(phase) + 1);
		return visits.between(this.phases.get(phase), this.phases.get(next));
	}

	/**
	 * Adds a value to a series.
	 */
	void point(String series, double x, double value) {
		line(POINT, series, Double.toString(x), Double.toString(value));
	}

	private static void line(String... fields) {
		for (int i = 0; i < fields.length; i++) {
			fields[i] = fields[i].replaceAll("\\s+", " ");
		}
		System.out.println(PREFIX + SEPARATOR + String.join(SEPARATOR, fields));
	}

}
