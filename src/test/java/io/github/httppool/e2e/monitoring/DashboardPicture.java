package io.github.httppool.e2e.monitoring;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Function;

import io.github.httppool.e2e.monitoring.Dashboard.Panel;
import io.github.httppool.e2e.monitoring.Dashboard.Query;

import org.springframework.web.util.HtmlUtils;

/**
 * Draws the dashboard without Grafana, as a page of HTML with the panels where they are
 * in the dashboard, so that a person can look at what its queries show.
 */
final class DashboardPicture {

	private static final int WIDTH = 480;

	private static final int HEIGHT = 150;

	private static final List<String> PALETTE = List.of("#1f77b4", "#ff7f0e", "#2ca02c", "#9467bd", "#8c564b",
			"#e377c2", "#17becf", "#bcbd22");

	private static final String STYLE = """
			body { font: 13px sans-serif; background: #f4f5f5; color: #222; margin: 16px; }
			main { display: grid; grid-template-columns: repeat(24, 1fr); gap: 8px; }
			section { background: #fff; border: 1px solid #ddd; border-radius: 4px; padding: 8px; min-width: 0; }
			h2 { grid-column: 1 / -1; font-size: 15px; margin: 12px 0 0; }
			h3 { font-size: 13px; margin: 0 0 4px; }
			p { font-size: 11px; color: #666; margin: 4px 0 0; }
			svg { width: 100%; } text { font-size: 11px; fill: #666; }
			dl { display: grid; grid-template-columns: 1fr auto; margin: 0; } dd { font-weight: bold; margin: 0; }
			i { display: inline-block; width: 10px; height: 10px; margin: 0 3px 0 8px; }
			""";

	private final Function<Query, List<Series>> data;

	private DashboardPicture(Function<Query, List<Series>> data) {
		this.data = data;
	}

	/**
	 * Draws a dashboard.
	 * @param dashboard the dashboard
	 * @param data what a query is answered with
	 */
	static String of(Dashboard dashboard, Function<Query, List<Series>> data) {
		DashboardPicture picture = new DashboardPicture(data);
		StringBuilder html = new StringBuilder(
				"<!doctype html><meta charset=\"utf-8\"><title>%s</title><style>%s</style><main>"
					.formatted(dashboard.title(), STYLE));
		dashboard.panels().forEach((panel) -> html.append(panel.isRow() ? title("h2", panel) : picture.section(panel)));
		return html.append("</main>").toString();
	}

	private static String title(String tag, Panel panel) {
		return "<%1$s>%2$s</%1$s>".formatted(tag, HtmlUtils.htmlEscape(panel.title()));
	}

	private String section(Panel panel) {
		Map<String, NavigableMap<Double, Double>> lines = new LinkedHashMap<>();
		for (Query query : panel.queries()) {
			this.data.apply(query).forEach((series) -> lines.put(series.name(query.legend()), series.values()));
		}
		lines.values().removeIf(Map::isEmpty);
		return "<section style=\"grid-column: span %d\">%s%s<p>%s</p></section>".formatted(panel.place().width(),
				title("h3", panel), panel.isNumber() ? numbers(panel, lines) : plot(panel, lines),
				HtmlUtils.htmlEscape(panel.description()));
	}

	private static String numbers(Panel panel, Map<String, NavigableMap<Double, Double>> lines) {
		StringBuilder html = new StringBuilder("<dl>");
		lines.forEach((name, values) -> html.append("<dt>%s</dt><dd>%s</dd>".formatted(HtmlUtils.htmlEscape(name),
				number(values.lastEntry().getValue(), panel.unit()))));
		return html.append("</dl>").toString();
	}

	private static String plot(Panel panel, Map<String, NavigableMap<Double, Double>> lines) {
		if (lines.isEmpty()) {
			return "<svg viewBox=\"0 0 %d %d\"><text x=\"10\" y=\"20\">no data</text></svg>".formatted(WIDTH, HEIGHT);
		}
		Map<String, NavigableMap<Double, Double>> drawn = panel.stacked() ? stacked(lines) : lines;
		double start = drawn.values().stream().mapToDouble(NavigableMap::firstKey).min().orElseThrow();
		double end = drawn.values().stream().mapToDouble(NavigableMap::lastKey).max().orElseThrow();
		double top = drawn.values().stream().flatMap((values) -> values.values().stream()).reduce(0.0, Math::max);
		StringBuilder svg = new StringBuilder("<svg viewBox=\"0 0 %d %d\"><text x=\"0\" y=\"10\">%s</text>"
			.formatted(WIDTH, HEIGHT, number(top, panel.unit())));
		StringBuilder legend = new StringBuilder();
		// The highest of a stack first, so that the lower ones are drawn over it.
		List<String> names = new ArrayList<>(drawn.keySet());
		for (int i = names.size() - 1; i >= 0; i--) {
			String color = panel.colors().getOrDefault(names.get(i), PALETTE.get(i % PALETTE.size())).replace("-", "");
			svg.append(line(drawn.get(names.get(i)), start, Math.max(end - start, 1), (top > 0) ? top : 1, color,
					panel.stacked()));
			legend.append("<i style=\"background: %s\"></i>%s".formatted(color, HtmlUtils.htmlEscape(names.get(i))));
		}
		return svg.append("</svg><div>").append(legend).append("</div>").toString();
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

	private static String line(NavigableMap<Double, Double> values, double start, double span, double top, String color,
			boolean filled) {
		StringBuilder points = new StringBuilder();
		values.forEach((time, value) -> points.append(String.format(Locale.ROOT, "%.1f,%.1f ",
				(time - start) / span * WIDTH, HEIGHT - value / top * (HEIGHT - 15))));
		if (!filled) {
			return "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"/>".formatted(points, color);
		}
		String base = String.format(Locale.ROOT, "%.1f,%d", (values.lastKey() - start) / span * WIDTH, HEIGHT);
		String origin = String.format(Locale.ROOT, "%.1f,%d", (values.firstKey() - start) / span * WIDTH, HEIGHT);
		return "<polygon points=\"%s %s%s\" fill=\"%s\"/>".formatted(origin, points, base, color);
	}

	private static String number(double value, String unit) {
		return switch (unit) {
			case "percentunit" -> String.format(Locale.ROOT, "%.1f %%", value * 100);
			case "s" -> (value < 1) ? String.format(Locale.ROOT, "%.1f ms", value * 1000)
					: String.format(Locale.ROOT, "%.1f s", value);
			case "reqps", "ops" -> String.format(Locale.ROOT, "%.1f /s", value);
			default -> String.format(Locale.ROOT, "%.1f", value).replaceFirst("\\.0$", "");
		};
	}

}
