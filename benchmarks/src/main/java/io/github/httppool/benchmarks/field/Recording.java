package io.github.httppool.benchmarks.field;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import io.github.httppool.benchmarks.plot.Series;

/**
 * What a {@link Recorder} has told: series over time, figures, texts, when phases began;
 * and all else that its process has printed, which is its log.
 */
final class Recording {

	private final Map<String, List<Series.Point>> points = new LinkedHashMap<>();

	private final Map<String, Double> figures = new LinkedHashMap<>();

	private final Map<String, List<String>> texts = new LinkedHashMap<>();

	private final Map<String, Double> phases = new LinkedHashMap<>();

	private final List<String> log = new ArrayList<>();

	private final Consumer<String> progress;

	/**
	 * Creates a recording of which nothing is known yet.
	 * @param progress is told the phases as they begin
	 */
	Recording(Consumer<String> progress) {
		this.progress = progress;
	}

	/**
	 * Takes a line of what the process prints.
	 */
	void read(String line) {
		String[] fields = line.split(Recorder.SEPARATOR, -1);
		if (!fields[0].equals(Recorder.PREFIX)) {
			this.log.add(line);
			return;
		}
		String name = fields[2];
		switch (fields[1]) {
			case Recorder.POINT -> this.points.computeIfAbsent(name, (key) -> new ArrayList<>())
				.add(new Series.Point(Double.parseDouble(fields[3]), Double.parseDouble(fields[4])));
			case Recorder.FIGURE -> this.figures.put(name, Double.parseDouble(fields[3]));
			case Recorder.TEXT -> this.texts.computeIfAbsent(name, (key) -> new ArrayList<>()).add(fields[3]);
			case Recorder.PHASE -> {
				this.phases.put(name, Double.parseDouble(fields[3]));
				this.progress.accept(name);
			}
			default -> throw new IllegalArgumentException(line);
		}
	}

	Series series(String name) {
		return new Series(name, required(this.points, name));
	}

	double figure(String name) {
		return required(this.figures, name);
	}

	List<String> texts(String name) {
		return this.texts.getOrDefault(name, List.of());
	}

	/**
	 * Returns when a phase began, in seconds.
	 */
	double phase(String name) {
		return required(this.phases, name);
	}

	List<String> log() {
		return this.log;
	}

	private static <T> T required(Map<String, T> values, String name) {
		T value = values.get(name);
		if (value == null) {
			throw new IllegalStateException("'%s' was not recorded, only %s".formatted(name, values.keySet()));
		}
		return value;
	}

}
