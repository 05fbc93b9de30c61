package io.github.httppool.e2e.monitoring;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The dashboard that users import into their Grafana.
 *
 * @param title its title
 * @param panels its panels and the titles of its rows, from top to bottom
 * @param variables the queries that fill the choices at its top, by name
 */
record Dashboard(String title, List<Panel> panels, Map<String, String> variables) {

	static final Path FILE = Path.of("../../docs/grafana/httppool.json");

	private static final Pattern LABEL_VALUES = Pattern.compile("label_values\\((.*),\\s*\\w+\\)");

	static Dashboard read() {
		JsonNode json = new JsonMapper().readTree(FILE.toFile());
		Map<String, String> variables = new TreeMap<>();
		json.at("/templating/list").forEach((variable) -> {
			if (variable.required("type").asString().equals("query")) {
				variables.put(variable.required("name").asString(), variable.required("definition").asString());
			}
		});
		return new Dashboard(json.required("title").asString(),
				json.required("panels").valueStream().map(Panel::of).toList(), variables);
	}

	/**
	 * Returns the panels that show data.
	 */
	List<Panel> plots() {
		return this.panels.stream().filter((panel) -> !panel.isRow()).toList();
	}

	/**
	 * Returns the names of all metrics that it reads.
	 */
	Set<String> metrics() {
		Set<String> names = new TreeSet<>();
		plots().forEach((panel) -> panel.queries().forEach((query) -> names.addAll(query.metrics())));
		this.variables.values()
			.forEach((values) -> LABEL_VALUES.matcher(values)
				.results()
				.forEach((metric) -> names.addAll(PromQl.metrics(metric.group(1)))));
		return names;
	}

	/**
	 * A panel.
	 *
	 * @param type type of Grafana's
	 * @param title its title
	 * @param description what it says and what to do about it
	 * @param place its place in a grid of 24 columns
	 * @param unit unit of its values, as Grafana calls it
	 * @param stacked whether values are drawn on top of each other
	 * @param colors colors of series by their names; others have any
	 * @param queries what it shows
	 */
	record Panel(String type, String title, String description, Place place, String unit, boolean stacked,
			Map<String, String> colors, List<Query> queries) {

		private static Panel of(JsonNode json) {
			JsonNode defaults = json.at("/fieldConfig/defaults");
			Map<String, String> colors = new TreeMap<>();
			json.at("/fieldConfig/overrides")
				.forEach((override) -> colors.put(override.at("/matcher/options").asString(),
						override.at("/properties/0/value/fixedColor").asString()));
			List<Query> queries = json.path("targets")
				.valueStream()
				.map((target) -> new Query(target.required("expr").asString(),
						target.required("legendFormat").asString()))
				.toList();
			return new Panel(json.required("type").asString(), json.required("title").asString(),
					json.path("description").asString(""), Place.of(json.required("gridPos")),
					defaults.path("unit").asString(""),
					defaults.at("/custom/stacking/mode").asString("none").equals("normal"), colors, queries);
		}

		boolean isRow() {
			return this.type.equals("row");
		}

		boolean isNumber() {
			return this.type.equals("stat");
		}

	}

	/**
	 * Where a panel is.
	 *
	 * @param x first of 24 columns
	 * @param y first line
	 * @param width in columns
	 * @param height in lines
	 */
	record Place(int x, int y, int width, int height) {

		private static Place of(JsonNode json) {
			return new Place(json.required("x").asInt(), json.required("y").asInt(), json.required("w").asInt(),
					json.required("h").asInt());
		}

		boolean overlaps(Place other) {
			return this.x < other.x + other.width && other.x < this.x + this.width && this.y < other.y + other.height
					&& other.y < this.y + this.height;
		}

	}

	/**
	 * A query of a panel.
	 *
	 * @param expression with Grafana's variables
	 * @param legend how each series is called
	 */
	record Query(String expression, String legend) {

		/**
		 * Returns it as Grafana would ask if everything were selected.
		 * @param rateInterval what a rate is taken over
		 * @param range time that is shown
		 */
		String expression(String rateInterval, String range) {
			return this.expression.replace("$__rate_interval", rateInterval)
				.replace("$__range", range)
				.replaceAll("\\$(job|instance|pool)\\b", ".*");
		}

		Set<String> metrics() {
			return PromQl.metrics(this.expression);
		}

	}

}
