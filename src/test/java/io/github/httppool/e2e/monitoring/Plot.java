package io.github.httppool.e2e.monitoring;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

import io.github.httppool.e2e.monitoring.Dashboard.Panel;

import org.springframework.web.util.HtmlUtils;

/**
 * Draws the lines of a panel as SVG, or as areas on top of each other, with a legend.
 */
final class Plot {

	private static final int WIDTH = 480;

	private static final int HEIGHT = 150;

	/** Room for the figure at the top of the axis. */
	private static final int HEAD = 15;

	private static final List<String> PALETTE = List.of("#1f77b4", "#ff7f0e", "#2ca02c", "#9467bd", "#8c564b",
			"#e377c2", "#17becf", "#bcbd22");

	private final Panel panel;

	private final Map<String, NavigableMap<Double, Double>> lines;

	private final double start;

	private final double span;

	private final double top;

	private Plot(Panel panel, Map<String, NavigableMap<Double, Double>> lines) {
		this.panel = panel;
		this.lines = panel.stacked() ? stacked(lines) : lines;
		this.start = this.lines.values().stream().mapToDouble(NavigableMap::firstKey).min().orElseThrow();
		double end = this.lines.values().stream().mapToDouble(NavigableMap::lastKey).max().orElseThrow();
		this.span = Math.max(end - this.start, 1);
		this.top = this.lines.values().stream().flatMap((values) -> values.values().stream()).reduce(0.0, Math::max);
	}

	private static Map<String, NavigableMap<Double, Double>> stacked(Map<String, NavigableMap<Double, Double>> lines) {
		Map<String, NavigableMap<Double, Double>> stack = new LinkedHashMap<>();
		NavigableMap<Double, Double> below = new TreeMap<>();
		lines.forEach((name, values) -> {
			values.forEach((time, value) -> below.merge(time, value, Double::sum));
			stack.put(name, new TreeMap<>(below));
		});
		return stack;
	}

	/**
	 * Draws the lines of a panel.
	 * @param panel the panel
	 * @param lines values by time, for each name of the legend; none is empty
	 */
	static String of(Panel panel, Map<String, NavigableMap<Double, Double>> lines) {
		if (lines.isEmpty()) {
			return "<svg viewBox=\"0 0 %d %d\"><text x=\"10\" y=\"20\">no data</text></svg>".formatted(WIDTH, HEIGHT);
		}
		return new Plot(panel, lines).draw();
	}

	private String draw() {
		StringBuilder svg = new StringBuilder("<svg viewBox=\"0 0 %d %d\"><text x=\"0\" y=\"10\">%s</text>"
			.formatted(WIDTH, HEIGHT, number(this.top, this.panel.unit())));
		StringBuilder legend = new StringBuilder();
		// The highest of a stack first, so that the lower ones are drawn over it.
		List<String> names = new ArrayList<>(this.lines.keySet());
		for (int i = names.size() - 1; i >= 0; i--) {
			String color = color(names.get(i), i);
			svg.append(shape(this.lines.get(names.get(i)), color));
			legend.append("<i style=\"background: %s\"></i>%s".formatted(color, HtmlUtils.htmlEscape(names.get(i))));
		}
		return svg.append("</svg><div>").append(legend).append("</div>").toString();
	}

	/**
	 * Grafana has {@code dark-red} where CSS has {@code darkred}.
	 */
	private String color(String name, int number) {
		return this.panel.colors().getOrDefault(name, PALETTE.get(number % PALETTE.size())).replace("-", "");
	}

	private String shape(NavigableMap<Double, Double> values, String color) {
		StringBuilder points = new StringBuilder();
		values.forEach((time, value) -> points.append(point(time, value)));
		if (this.panel.stacked()) {
			return "<polygon points=\"%s%s%s\" fill=\"%s\"/>".formatted(point(values.firstKey(), 0), points,
					point(values.lastKey(), 0), color);
		}
		return "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"/>".formatted(points, color);
	}

	private String point(double time, double value) {
		double share = (this.top > 0) ? value / this.top : 0;
		return String.format(Locale.ROOT, "%.1f,%.1f ", (time - this.start) / this.span * WIDTH,
				HEIGHT - share * (HEIGHT - HEAD));
	}

	/**
	 * Writes a value in a unit of Grafana's.
	 */
	static String number(double value, String unit) {
		return switch (unit) {
			case "percentunit" -> String.format(Locale.ROOT, "%.1f %%", value * 100);
			case "s" -> (value < 1) ? String.format(Locale.ROOT, "%.1f ms", value * 1000)
					: String.format(Locale.ROOT, "%.1f s", value);
			case "reqps", "ops" -> String.format(Locale.ROOT, "%.1f /s", value);
			default -> String.format(Locale.ROOT, "%.1f", value).replaceFirst("\\.0$", "");
		};
	}

}
