package io.github.httppool.benchmarks.field;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

import io.github.httppool.benchmarks.plot.Series;
import org.jspecify.annotations.Nullable;

/**
 * Calls that have ended, and what becomes of them over time. Latencies are counted from
 * when a call was due, and those of failed calls count as well.
 */
record Visits(List<Visit> visits) {

	static Visits of(Collection<Visit> visits) {
		return new Visits(List.copyOf(visits));
	}

	/**
	 * Returns the calls that were due from one second to another.
	 */
	Visits between(double from, double to) {
		return new Visits(this.visits.stream().filter((visit) -> visit.due() >= from && visit.due() < to).toList());
	}

	int count() {
		return this.visits.size();
	}

	double failedPercent() {
		return 100.0 * this.visits.stream().filter((visit) -> visit.failure() != null).count() / count();
	}

	double meanMillis() {
		return this.visits.stream().mapToDouble(Visit::millis).average().orElse(Double.NaN);
	}

	/**
	 * Returns the latency that so many percent of the calls do not exceed.
	 */
	double percentileMillis(double percent) {
		if (this.visits.isEmpty()) {
			return Double.NaN;
		}
		double[] sorted = this.visits.stream().mapToDouble(Visit::millis).sorted().toArray();
		return sorted[Math.max(0, (int) Math.ceil(percent / 100 * sorted.length) - 1)];
	}

	/**
	 * Returns why calls have failed: for each reason, how many, and what the first of
	 * them was told.
	 */
	List<String> failures() {
		Map<String, List<Visit>> failed = this.visits.stream()
			.filter((visit) -> visit.failure() != null)
			.collect(Collectors.groupingBy(Visit::reason, TreeMap::new, Collectors.toList()));
		return failed.values()
			.stream()
			.map((alike) -> "%,d x %s".formatted(alike.size(), alike.get(0).failure()))
			.toList();
	}

	/**
	 * Returns a figure of the calls that were due in each second, at the middle of it.
	 */
	Series perSecond(String name, ToDoubleFunction<Visits> figure) {
		Map<Long, List<Visit>> seconds = this.visits.stream()
			.collect(Collectors.groupingBy((visit) -> (long) Math.floor(visit.due()), TreeMap::new,
					Collectors.toList()));
		return new Series(name,
				seconds.entrySet()
					.stream()
					.map((second) -> new Series.Point(second.getKey() + 0.5,
							figure.applyAsDouble(new Visits(second.getValue()))))
					.toList());
	}

	/**
	 * A call.
	 *
	 * @param due when it was due, in seconds
	 * @param millis how long after that it has ended
	 * @param failure why it failed, {@code null} if it did not
	 */
	record Visit(double due, double millis, @Nullable String failure) {

		/**
		 * Returns the failure without what differs from call to call.
		 */
		String reason() {
			String text = String.valueOf(this.failure);
			int end = text.indexOf(':');
			return (end < 0) ? text : text.substring(0, end);
		}

	}

}
