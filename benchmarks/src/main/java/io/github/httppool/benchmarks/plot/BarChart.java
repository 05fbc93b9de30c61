package io.github.httppool.benchmarks.plot;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Values side by side: a group of bars for each subject, and in it a bar for each of the
 * things compared. The vertical axis begins at zero.
 */
public final class BarChart implements Chart {

	/** Of the width of a group, what its bars take. */
	private static final double FILLED = 0.6;

	private static final int WIDEST = 110;

	private final String title;

	private final String yLabel;

	private final Map<String, Map<String, Double>> groups = new LinkedHashMap<>();

	private final Set<String> names = new LinkedHashSet<>();

	/**
	 * Creates a chart without bars.
	 * @param title what it is about
	 * @param yLabel what the vertical axis is, and in which unit
	 */
	public BarChart(String title, String yLabel) {
		this.title = title;
		this.yLabel = yLabel;
	}

	/**
	 * Adds a bar.
	 * @param group the subject, as written below
	 * @param name what is compared, as the legend says
	 */
	public BarChart bar(String group, String name, double value) {
		this.groups.computeIfAbsent(group, (key) -> new LinkedHashMap<>()).put(name, value);
		this.names.add(name);
		return this;
	}

	@Override
	public String title() {
		return this.title;
	}

	@Override
	public String svg() {
		Frame frame = new Frame(this.title, this.yLabel, Scale.Linear.toTickAbove(highest()))
			.legend(List.copyOf(this.names));
		double width = (Frame.RIGHT - Frame.LEFT) / (double) this.groups.size();
		double middle = Frame.LEFT + width / 2;
		for (Map.Entry<String, Map<String, Double>> group : this.groups.entrySet()) {
			frame.svg().text(middle, Frame.BOTTOM + 22, "middle", Frame.SMALL, group.getKey());
			draw(group.getValue(), middle, width * FILLED, frame);
			middle += width;
		}
		return frame.svg().toString();
	}

	private double highest() {
		return this.groups.values()
			.stream()
			.flatMap((bars) -> bars.values().stream())
			.mapToDouble(Double::doubleValue)
			.max()
			.orElse(0);
	}

	private void draw(Map<String, Double> bars, double middle, double available, Frame frame) {
		double width = Math.min(WIDEST, available / this.names.size());
		double left = middle - width * this.names.size() / 2;
		int index = 0;
		for (String name : this.names) {
			Double value = bars.get(name);
			if (value != null) {
				double top = frame.y(value);
				frame.svg()
					.rectangle(left, top, width - 4, Frame.BOTTOM - top, "fill=\"%s\"".formatted(Frame.colour(index)))
					.text(left + width / 2 - 2, top - 6, "middle", Frame.SMALL, Scale.label(rounded(value)));
			}
			left += width;
			index++;
		}
	}

	/**
	 * Two digits behind the point for small values, none for others.
	 */
	private static double rounded(double value) {
		return (value < 10) ? Math.rint(value * 100) / 100 : Math.rint(value);
	}

}
