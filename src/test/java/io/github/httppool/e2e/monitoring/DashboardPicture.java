package io.github.httppool.e2e.monitoring;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.function.Function;

import io.github.httppool.e2e.monitoring.Dashboard.Panel;
import io.github.httppool.e2e.monitoring.Dashboard.Query;

import org.springframework.web.util.HtmlUtils;

/**
 * Draws the dashboard without Grafana, as a page of HTML with the panels where they are
 * in the dashboard, so that a person can look at what its queries show.
 */
final class DashboardPicture {

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
				title("h3", panel), panel.isNumber() ? numbers(panel, lines) : Plot.of(panel, lines),
				HtmlUtils.htmlEscape(panel.description()));
	}

	private static String numbers(Panel panel, Map<String, NavigableMap<Double, Double>> lines) {
		StringBuilder html = new StringBuilder("<dl>");
		lines.forEach((name, values) -> html.append("<dt>%s</dt><dd>%s</dd>".formatted(HtmlUtils.htmlEscape(name),
				Plot.number(values.lastEntry().getValue(), panel.unit()))));
		return html.append("</dl>").toString();
	}

}
