package io.github.httppool.benchmarks.field;

import java.util.List;
import java.util.Map;

import io.github.httppool.benchmarks.plot.Chart;

/**
 * What was found out about a problem.
 *
 * @param verdicts what was to be reached, and what was
 * @param charts plots, by the names of their files
 * @param evidence lines of Markdown below the plots
 */
record Finding(List<Verdict> verdicts, Map<String, Chart> charts, List<String> evidence) {

	/**
	 * A figure of both sides, and whether it is as it should be.
	 *
	 * @param figure what it is
	 * @param before with a client as the reports had it
	 * @param after with this starter
	 * @param target what was to be reached
	 * @param reached whether it was
	 */
	record Verdict(String figure, String before, String after, String target, boolean reached) {
	}

}
