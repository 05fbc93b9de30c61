package io.github.httppool.benchmarks.plot;

import java.util.List;

/**
 * What charts have in common: a title, a legend, and an area between axes, of which the
 * vertical one has a scale.
 */
final class Frame {

	static final int WIDTH = 900;

	static final int HEIGHT = 400;

	static final int LEFT = 84;

	static final int RIGHT = WIDTH - 24;

	static final int TOP = 78;

	static final int BOTTOM = HEIGHT - 56;

	static final String SMALL = "fill=\"#4a4a4a\" font-size=\"13\"";

	private static final String TITLE = "fill=\"#1a1a1a\" font-size=\"17\" font-weight=\"600\"";

	private static final String GRID = "stroke=\"#e2e2e2\"";

	private static final String AXIS = "stroke=\"#8a8a8a\"";

	/** Told apart by people with any colour vision: Okabe and Ito, 2008. */
	private static final List<String> COLOURS = List.of("#d55e00", "#0072b2", "#009e73", "#cc79a7", "#e69f00");

	/** No text is measured: so wide is a letter at most, on average. */
	private static final double LETTER = 7.6;

	private final Svg svg;

	private final Scale vertical;

	Frame(String title, String verticalLabel, Scale vertical) {
		this.vertical = vertical;
		this.svg = new Svg(WIDTH, HEIGHT, title);
		this.svg.text(LEFT, 30, "start", TITLE, title);
		this.svg.rising(22, (TOP + BOTTOM) / 2.0, SMALL, verticalLabel);
		for (double tick : vertical.ticks()) {
			this.svg.line(LEFT, y(tick), RIGHT, y(tick), GRID);
			this.svg.text(LEFT - 8, y(tick) + 4.5, "end", SMALL, Scale.label(tick));
		}
		this.svg.line(LEFT, BOTTOM, RIGHT, BOTTOM, AXIS);
	}

	static String colour(int index) {
		return COLOURS.get(index % COLOURS.size());
	}

	Svg svg() {
		return this.svg;
	}

	double y(double value) {
		return BOTTOM - this.vertical.position(value) * (BOTTOM - TOP);
	}

	Frame horizontalLabel(String label) {
		this.svg.text((LEFT + RIGHT) / 2.0, HEIGHT - 12, "middle", SMALL, label);
		return this;
	}

	Frame legend(List<String> names) {
		double x = LEFT;
		for (int i = 0; i < names.size(); i++) {
			this.svg.rectangle(x, 46, 14, 14, "fill=\"%s\"".formatted(colour(i)));
			this.svg.text(x + 20, 58, "start", SMALL, names.get(i));
			x += 44 + LETTER * names.get(i).length();
		}
		return this;
	}

}
