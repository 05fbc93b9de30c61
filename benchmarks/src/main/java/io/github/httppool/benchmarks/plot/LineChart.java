package io.github.httppool.benchmarks.plot;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Series over time, with a line each. Both axes begin at zero, unless the vertical one is
 * logarithmic.
 */
public final class LineChart implements Chart {

	private final String title;

	private final String xLabel;

	private final String yLabel;

	private final List<Series> series = new ArrayList<>();

	private final List<Span> spans = new ArrayList<>();

	private final List<Change> changes = new ArrayList<>();

	private final List<Level> levels = new ArrayList<>();

	private boolean logarithmic;

	/**
	 * Creates a chart without lines.
	 * @param title what it is about
	 * @param xLabel what the horizontal axis is, and in which unit
	 * @param yLabel what the vertical axis is, and in which unit
	 */
	public LineChart(String title, String xLabel, String yLabel) {
		this.title = title;
		this.xLabel = xLabel;
		this.yLabel = yLabel;
	}

	public LineChart with(Series line) {
		this.series.add(line);
		return this;
	}

	/**
	 * Shades a part of the time in which something is different.
	 */
	public LineChart span(double from, double to, String label) {
		this.spans.add(new Span(from, to, label));
		return this;
	}

	/**
	 * Draws a line where something changes, and says what holds from there.
	 */
	public LineChart change(double x, String label) {
		this.changes.add(new Change(x, label));
		return this;
	}

	/**
	 * Draws a value that the series are to be compared with, such as a limit.
	 */
	public LineChart level(double y, String label) {
		this.levels.add(new Level(y, label));
		return this;
	}

	public LineChart logarithmic() {
		this.logarithmic = true;
		return this;
	}

	@Override
	public String title() {
		return this.title;
	}

	@Override
	public String svg() {
		Frame frame = new Frame(this.title, this.yLabel, vertical()).horizontalLabel(this.xLabel)
			.legend(this.series.stream().map(Series::name).toList());
		Scale horizontal = horizontal();
		horizontal.ticks()
			.forEach((tick) -> frame.svg()
				.text(x(horizontal, tick), Frame.BOTTOM + 20, "middle", Frame.SMALL, Scale.label(tick)));
		this.spans.forEach((span) -> draw(span, horizontal, frame));
		this.changes.forEach((change) -> draw(change, horizontal, frame));
		this.levels.forEach((level) -> draw(level, frame));
		for (int i = 0; i < this.series.size(); i++) {
			draw(this.series.get(i), Frame.colour(i), horizontal, frame);
		}
		return frame.svg().toString();
	}

	private Scale horizontal() {
		return Scale.Linear.to(this.series.stream()
			.flatMap((line) -> line.points().stream())
			.mapToDouble(Series.Point::x)
			.max()
			.orElse(0));
	}

	private Scale vertical() {
		double highest = Math.max(this.series.stream().mapToDouble(Series::highest).max().orElse(0),
				this.levels.stream().mapToDouble(Level::y).max().orElse(0));
		return this.logarithmic ? Scale.Logarithmic.covering(lowestAboveZero(), highest)
				: Scale.Linear.toTickAbove(highest);
	}

	private double lowestAboveZero() {
		return this.series.stream()
			.flatMap((line) -> line.points().stream())
			.mapToDouble(Series.Point::y)
			.filter((y) -> y > 0)
			.min()
			.orElse(1);
	}

	private static double x(Scale horizontal, double value) {
		return Frame.LEFT + horizontal.position(value) * (Frame.RIGHT - Frame.LEFT);
	}

	private static void draw(Span span, Scale horizontal, Frame frame) {
		double from = x(horizontal, span.from());
		double to = x(horizontal, span.to());
		frame.svg()
			.rectangle(from, Frame.TOP, to - from, Frame.BOTTOM - Frame.TOP, "fill=\"#000000\" fill-opacity=\"0.06\"")
			.text((from + to) / 2, Frame.TOP + 16, "middle", Frame.SMALL, span.label());
	}

	private static void draw(Change change, Scale horizontal, Frame frame) {
		double x = x(horizontal, change.x());
		frame.svg()
			.line(x, Frame.TOP, x, Frame.BOTTOM, "stroke=\"#4a4a4a\" stroke-opacity=\"0.35\"")
			.text(x + 6, Frame.TOP + 16, "start", Frame.SMALL, change.label());
	}

	private static void draw(Level level, Frame frame) {
		double y = frame.y(level.y());
		frame.svg()
			.line(Frame.LEFT, y, Frame.RIGHT, y, "stroke=\"#4a4a4a\" stroke-dasharray=\"6 4\"")
			.text(Frame.RIGHT - 4, y - 6, "end", Frame.SMALL, level.label());
	}

	private static void draw(Series line, String colour, Scale horizontal, Frame frame) {
		String points = line.points()
			.stream()
			.map((point) -> String.format(Locale.ROOT, "%.1f,%.1f", x(horizontal, point.x()), frame.y(point.y())))
			.collect(Collectors.joining(" "));
		frame.svg().polyline(points, "stroke=\"%s\" stroke-width=\"2.5\" stroke-linejoin=\"round\"".formatted(colour));
	}

	private record Span(double from, double to, String label) {
	}

	private record Change(double x, String label) {
	}

	private record Level(double y, String label) {
	}

}
