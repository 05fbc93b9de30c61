package io.github.httppool.benchmarks.plot;

import java.util.Locale;

/**
 * An SVG document that grows element by element. Coordinates are in pixels from the upper
 * left corner.
 */
final class Svg {

	private static final String FONT = "system-ui, 'Segoe UI', 'DejaVu Sans', Helvetica, Arial, sans-serif";

	private final StringBuilder text = new StringBuilder();

	Svg(int width, int height, String title) {
		append("""
				<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" role="img" font-family="%s" font-size="14">
				<title>%s</title>
				<rect width="%d" height="%d" fill="#ffffff"/>
				""", width, height, FONT, escape(title), width, height);
	}

	/**
	 * Text is upright.
	 * @param anchor which end is at {@code x}: {@code start}, {@code middle} or
	 * {@code end}
	 * @param style further attributes
	 */
	Svg text(double x, double y, String anchor, String style, String content) {
		return append("<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" %s>%s</text>\n", x, y, anchor, style,
				escape(content));
	}

	/**
	 * Text is read from below, about the point in its middle.
	 */
	Svg rising(double x, double y, String style, String content) {
		return append("<text transform=\"translate(%.1f %.1f) rotate(-90)\" text-anchor=\"middle\" %s>%s</text>\n", x,
				y, style, escape(content));
	}

	Svg line(double fromX, double fromY, double toX, double toY, String style) {
		return append("<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" %s/>\n", fromX, fromY, toX, toY, style);
	}

	Svg rectangle(double x, double y, double width, double height, String style) {
		return append("<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" %s/>\n", x, y, width, height, style);
	}

	Svg polyline(String points, String style) {
		return append("<polyline points=\"%s\" fill=\"none\" %s/>\n", points, style);
	}

	private Svg append(String format, Object... arguments) {
		this.text.append(String.format(Locale.ROOT, format, arguments));
		return this;
	}

	private static String escape(String content) {
		return content.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;");
	}

	@Override
	public String toString() {
		return this.text + "</svg>\n";
	}

}
