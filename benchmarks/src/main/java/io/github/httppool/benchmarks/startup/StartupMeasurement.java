package io.github.httppool.benchmarks.startup;

import java.io.IOException;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

import io.github.httppool.benchmarks.harness.JavaProcess;

/**
 * One start of an application.
 *
 * @param figures what it has taken
 * @param beans milliseconds of each bean of the starter
 */
record StartupMeasurement(Map<StartupFigure, Double> figures, Map<String, Double> beans) {

	static StartupMeasurement of(StartupVariant variant) throws IOException, InterruptedException {
		Map<StartupFigure, Double> figures = new EnumMap<>(StartupFigure.class);
		Map<String, Double> beans = new HashMap<>();
		try (JavaProcess process = JavaProcess.startWith(variant.classPath(), StartupProcess.class, variant.name())) {
			process.readToEnd((line) -> {
				String[] words = line.split(" ");
				switch (words[0]) {
					case StartupProcess.FIGURE ->
						figures.put(StartupFigure.valueOf(words[1]), Double.parseDouble(words[2]));
					case StartupProcess.BEAN -> beans.put(words[1], Double.parseDouble(words[2]));
					default -> System.err.println(line);
				}
			});
		}
		return new StartupMeasurement(figures, beans);
	}

	double get(StartupFigure figure) {
		return this.figures.get(figure);
	}

}
