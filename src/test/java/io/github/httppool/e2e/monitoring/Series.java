package io.github.httppool.e2e.monitoring;

import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

import tools.jackson.databind.JsonNode;

/**
 * A series that Prometheus has answered with.
 *
 * @param labels its labels
 * @param values its values by time, in seconds since the epoch
 */
record Series(Map<String, String> labels, NavigableMap<Double, Double> values) {

	static Series of(JsonNode json) {
		Map<String, String> labels = new TreeMap<>();
		json.required("metric")
			.properties()
			.forEach((label) -> labels.put(label.getKey(), label.getValue().asString()));
		NavigableMap<Double, Double> values = new TreeMap<>();
		json.required("values").forEach((point) -> {
			double value = number(point.get(1).asString());
			if (Double.isFinite(value)) {
				values.put(point.get(0).asDouble(), value);
			}
		});
		return new Series(labels, values);
	}

	private static double number(String value) {
		return switch (value) {
			case "+Inf" -> Double.POSITIVE_INFINITY;
			case "-Inf" -> Double.NEGATIVE_INFINITY;
			default -> Double.parseDouble(value);
		};
	}

	/**
	 * Fills in a legend such as {@code {{pool}} {{host}}}.
	 */
	String name(String legend) {
		String name = legend;
		for (Map.Entry<String, String> label : this.labels.entrySet()) {
			name = name.replace("{{" + label.getKey() + "}}", label.getValue());
		}
		return name;
	}

}
